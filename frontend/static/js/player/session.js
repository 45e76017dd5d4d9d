// One session: what is played, where it stands, and how it is kept on the phone. Times are moments
// (milliseconds since 1970), so a reload or a locked screen changes nothing: the clock went on.
import { uuid7 } from '../offline/uuid7.js';
import { meta, setMeta } from '../offline/store.js';
import { waits } from './limits.js';
import { needsPreparing } from './steps.js';
import { lengthOf, movingSeconds, timeline } from './timeline.js';

/** @typedef {import('./steps.js').Item} Item */

/**
 * waiting: begins with a tap · running · paused · untimed: done with a tap · finished: it ended while
 * nobody looked · between: the next one is about to begin · felt: afterwards
 * @typedef {'waiting'|'running'|'paused'|'untimed'|'finished'|'between'|'felt'} Mode
 */

/**
 * @typedef {object} Session
 * @property {string} user
 * @property {string} day
 * @property {Item[]} queue
 * @property {{title: string, why: string}[]} held movements that wait, and why
 * @property {number} at place in the queue
 * @property {Mode} mode
 * @property {number} began the moment its timeline began; counts while running
 * @property {number} position how far it was when paused
 * @property {number} until when "between" ends, or when what is finished ended
 * @property {string} eventId of the event that will tick the current step
 * @property {string[]} done items ticked
 * @property {import('./limits.js').Moved} moved
 * @property {boolean} open whether it fills the screen
 * @property {number} seenAt when it was last kept
 * @property {Record<string, number>} warm how far each warm step is: it is never given its time again
 * @property {string} note a sentence to say beside it: 'clock', 'enough', 'not-kept', or none
 * @property {{effort?: number, pain?: number}} felt
 */

export const BETWEEN = 5000;
/** A step that ended longer ago than this ended while nobody looked. */
const UNSEEN = 8000;
/** A clock that went back by more than this was changed; less is a clock put right. */
const CLOCK_CHANGED = 2000;

const KEY = 'session';

/**
 * Begin a session.
 * @param {{user: string, day: string}} whose
 * @param {Item[]} items
 * @param {import('./limits.js').Moved} moved
 * @param {number} now
 * @returns {Session}
 */
export function begin(whose, items, moved, now) {
  const seen = { ...moved };
  /** @type {Item[]} */
  const queue = [];
  /** @type {Session['held']} */
  const held = [];
  for (const step of items) {
    const why = waits(step, seen, now);
    if (why) held.push({ title: step.title, why });
    else queue.push(step);
    if (!why && step.kind === 'active') {
      seen.session += movingSeconds(step);
      seen.day += movingSeconds(step);
    }
  }
  /** @type {Session} */
  const session = {
    ...whose, queue, held, at: -1, mode: 'felt', began: 0, position: 0, until: 0, eventId: '',
    done: [], warm: {}, moved, open: true, seenAt: now, note: '', felt: {},
  };
  return goTo(session, 0, now);
}

/** @param {Session} session @returns {Item|undefined} */
export const current = (session) => session.queue[session.at];

/** @param {Session} session */
export const phases = (session) => {
  const step = current(session);
  return step ? timeline(step) : [];
};

/**
 * How far the current step is.
 * @param {Session} session
 * @param {number} now
 */
export const positionAt = (session, now) =>
  session.mode === 'running' ? Math.max(0, now - session.began) : session.position;

/**
 * Go to a step of the queue, or to the end of it.
 * @param {Session} session
 * @param {number} at
 * @param {number} now
 * @returns {Session}
 */
export function goTo(session, at, now) {
  const step = session.queue[at];
  const warm = warmed(session, now);
  const position = (step?.cap && warm[nameOf(step)]) || 0;
  const fresh = { ...session, at, warm, position, began: now, until: now, note: '', eventId: uuid7() };
  if (!step) return { ...fresh, at: session.queue.length, mode: 'felt' };
  const length = lengthOf(timeline(step));
  if (!length) return { ...fresh, mode: 'untimed' };
  if (position >= length) return { ...fresh, mode: 'finished', note: enough(step) };
  return { ...fresh, mode: needsPreparing(step) ? 'waiting' : 'running' };
}

/** @param {Item} step */
const nameOf = ({ item, occurrence }) => `${item}:${occurrence}`;

/** @param {Item} step */
const enough = ({ capped }) => (capped ? 'enough' : '');

/**
 * How far every warm step is, the one that is left now included.
 * @param {Session} session
 * @param {number} now
 */
function warmed(session, now) {
  const left = current(session);
  return left?.cap ? { ...session.warm, [nameOf(left)]: positionAt(session, now) } : session.warm;
}

/**
 * Go on to the next step; movements that would now be too much are left out, and said.
 * @param {Session} session
 * @param {number} now
 * @returns {Session}
 */
export function onward(session, now) {
  const held = [...session.held];
  let at = session.at + 1;
  for (; at < session.queue.length; at++) {
    const why = waits(session.queue[at], { ...session.moved, endedAt: 0 }, now);
    if (!why) break;
    held.push({ title: session.queue[at].title, why });
  }
  return goTo({ ...session, held }, at, now);
}

/**
 * Step back: to the beginning of this step, or to the one before when it has hardly begun.
 * @param {Session} session
 * @param {number} now
 */
export function back(session, now) {
  const hardly = positionAt(session, now) < 5000 || session.mode === 'waiting';
  return goTo(session, Math.max(0, session.at - (hardly && !isOver(session) ? 1 : 0)), now);
}

/** @param {Session} session @param {number} now @returns {Session} */
export const pause = (session, now) =>
  session.mode === 'running'
    ? { ...session, mode: 'paused', position: positionAt(session, now) }
    : session;

/** @param {Session} session @param {number} now @returns {Session} */
export const resume = (session, now) => ({
  ...session, mode: 'running', began: now - session.position, note: '',
});

/** @param {Session} session @returns {number} the moment its clock runs out; only while running */
export const endsAt = (session) => session.began + lengthOf(phases(session));

/**
 * The current step is done: what comes next depends on whether somebody is looking.
 * @param {Session} session
 * @param {number} endedAt
 * @param {number} now
 * @returns {Session}
 */
export function finish(session, endedAt, now) {
  const step = current(session);
  if (!step) return session;
  const seconds = step.kind === 'active' ? movingSeconds(step) : 0;
  const { moved } = session;
  const done = {
    ...session,
    done: [...new Set([...session.done, step.item])],
    moved: { ...moved, session: moved.session + seconds, day: moved.day + seconds },
    position: lengthOf(phases(session)),
    note: enough(step),
  };
  if (now - endedAt > UNSEEN) return { ...done, mode: 'finished', until: endedAt };
  if (session.at + 1 < session.queue.length || step.capped) {
    return { ...done, mode: 'between', until: now + BETWEEN };
  }
  return onward(done, now);
}

/**
 * The phone could not keep what was said of the current step: say so, and go on only by a tap.
 * @param {Session} session
 * @param {number} now
 * @returns {Session}
 */
export const notKept = (session, now) => ({
  ...session, mode: 'finished', position: positionAt(session, now), until: now, note: 'not-kept',
});

/**
 * As it is put away: what is half-done is paused, and after a step that is over the next one waits.
 * @param {Session} session
 * @param {number} now
 * @returns {Session}
 */
export const putAway = (session, now) => ({
  ...pause(isOver(session) ? onward(session, now) : session, now), open: false,
});

/** Whether the current step is over and the next one has not begun. @param {Session} session */
export const isOver = ({ mode }) => mode === 'between' || mode === 'finished';

/**
 * Put right what a changed clock would do to a running step: it goes on from where it was.
 * @param {Session} session
 * @param {number} jump how far the clock went back (negative) between two looks at it
 * @returns {Session}
 */
export function clockWentBack(session, jump) {
  if (jump > -CLOCK_CHANGED) return session;
  return {
    ...session, began: session.began + jump, until: session.until && session.until + jump, note: 'clock',
  };
}

/** @param {Session|null} session */
export const save = (session) =>
  setMeta(KEY, session && { ...session, seenAt: Date.now() }).catch(() => {});

/**
 * Give the session this person left half-done, put right if the clock was changed meanwhile.
 * @param {string} user
 * @param {number} now
 * @returns {Promise<Session|null>}
 */
export async function kept(user, now) {
  const session = /** @type {Session|undefined} */ (await meta(KEY).catch(() => undefined));
  if (!session || session.user !== user || !Array.isArray(session.queue)) return null;
  return clockWentBack(session, Math.min(0, now - session.seenAt));
}
