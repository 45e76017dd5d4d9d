// Draws a session into the player's dialog. Nothing is decided here.
import { BETWEEN, current, phases, positionAt } from './session.js';
import { rowOf } from './steps.js';
import { wordsOf } from '../words.js';
import { lengthOf, phaseAt } from './timeline.js';

/** @typedef {import('./session.js').Session} Session */

export const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('player'));
const template = /** @type {HTMLTemplateElement|null} */ (dialog?.querySelector('template'));

/** @param {string} name @returns {HTMLElement} */
export const part = (name) =>
  /** @type {HTMLElement} */ (dialog.querySelector(`[data-p="${name}"]`));

/**
 * A sentence in the page's language, its gaps filled.
 * @param {string} key
 * @param {Record<string, string|number>} [gaps]
 */
export function word(key, gaps = {}) {
  const said = template?.content.querySelector(`[data-word="${key}"]`)?.textContent ?? '';
  return said.replace(/\{(\w+)\}/g, (all, name) => String(gaps[name] ?? all));
}

let drawnStep = '';

/**
 * @param {Session} session
 * @param {number} now
 */
export function drawSession(session, now) {
  const step = current(session);
  dialog.dataset.mode = session.mode;
  part('steps').hidden = session.mode === 'felt';
  part('felt').hidden = session.mode !== 'felt';
  if (!step || session.mode === 'felt') return;
  if (drawnStep !== session.eventId) {
    drawnStep = session.eventId;
    drawStep(session, step);
  }
  const said = saidOf(session, now);
  dialog.dataset.phase = said.phase;
  write('phase', said.title);
  write('clock', said.clock);
  part('clock').hidden = !said.clock;
  write('hint', said.hint);
  write('note', noteOf(session));
  part('note').hidden = !noteOf(session);
  dialog.style.setProperty('--left', String(said.left));
  drawPauseButton(session);
}

/**
 * @param {Session} session
 * @param {import('./steps.js').Item} step
 */
function drawStep(session, step) {
  write('count', word('count', { n: session.at + 1, total: session.queue.length }));
  write('title', step.title);
  write('rule', step.line);
  part('heat').hidden = !step.cap;
  const row = rowOf(step);
  const drawing = row?.querySelector('figure.drawing')?.cloneNode(true);
  part('drawing').replaceChildren(...(drawing ? [drawing] : []));
  part('how').replaceChildren();
  if (row) void showWords(session.eventId, row);
}

/**
 * @param {string} of the step that is on; another one may be by the time they are read
 * @param {Element} row
 */
async function showWords(of, row) {
  const words = await wordsOf(row);
  if (drawnStep === of) part('how').replaceChildren(...words);
}

/** What the page that is drawn says next time starts from nothing. */
export function forgetDrawn() {
  drawnStep = '';
}

/**
 * The big words, the clock, the hint under it, and how much of the tide is left (0 to 1).
 * @param {Session} session
 * @param {number} now
 * @returns {{phase: string, title: string, clock: string, hint: string, left: number}}
 */
function saidOf(session, now) {
  const { mode } = session;
  if (mode === 'untimed') return still('untimed', word('untimed'), word('tap-done'));
  if (mode === 'between') return between(session, now);
  if (mode === 'finished') {
    if (session.note === 'not-kept') return still('finished', word('not-kept-title'), word('tap-on'));
    return still('finished', word('finished', { time: wallClock(session.until) }), word('tap-on'));
  }
  const all = phases(session);
  if (mode === 'waiting') {
    const [ready] = all;
    const left = lengthOf(all) - Math.max(ready.to, session.position);
    const said = still('waiting', word('when-ready'), word('tap-begin'));
    return { ...said, clock: minutes(left), left: left / (lengthOf(all) - ready.to) };
  }
  const position = positionAt(session, now);
  const phase = phaseAt(all, position);
  const turns = all.filter(({ name }) => name === 'hold').length;
  return {
    phase: phase.name,
    title: word(phase.name, { turn: phase.turn, turns }),
    clock: minutes(phase.to - position),
    hint: word(mode === 'paused' ? 'tap-resume' : 'tap-pause'),
    left: Math.max(0, Math.min(1, (phase.to - position) / (phase.to - phase.from))),
  };
}

/**
 * @param {string} phase
 * @param {string} title
 * @param {string} hint
 */
const still = (phase, title, hint) => ({ phase, title, clock: '', hint, left: 0 });

/**
 * @param {Session} session
 * @param {number} now
 */
function between(session, now) {
  const next = session.queue[session.at + 1];
  return {
    ...still('between', next ? word('next', { t: next.title }) : word('last'), word('tap-next')),
    left: Math.max(0, (session.until - now) / BETWEEN),
  };
}

/** @param {Session} session */
function noteOf(session) {
  if (session.note === 'enough') return word(`enough-${current(session)?.cap}`);
  if (session.note === 'clock') return word('clock-changed');
  if (session.note === 'not-kept') return word('not-kept');
  return session.at === 0 ? heldWords(session) : '';
}

/** Movements that wait, each with its reason. @param {Session} session */
export const heldWords = ({ held }) =>
  held.map(({ title, why }) => word(`wait-${why}`, { t: title })).join(' ');

/** @param {Session} session */
function drawPauseButton({ mode }) {
  const running = mode === 'running';
  const key = running ? 'pause' : mode === 'untimed' ? 'done' : mode === 'waiting' ? 'begin' : 'go-on';
  write('pause-word', word(key));
  const use = part('pause').querySelector('use');
  const href = use?.getAttribute('href') ?? '';
  const icon = running ? 'pause' : mode === 'untimed' ? 'check' : 'play';
  use?.setAttribute('href', href.replace(/#.*/, `#${icon}`));
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  const place = part(name);
  if (place.textContent !== text) place.textContent = text;
}

/** Whole seconds as 1:12, or 2:00:00. @param {number} ms */
function minutes(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The wall clock at a moment, where the phone is. @param {number} at */
function wallClock(at) {
  const time = new Date(at);
  return `${time.getHours()}:${String(time.getMinutes()).padStart(2, '0')}`;
}
