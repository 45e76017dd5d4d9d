// The player: one step at a time over the whole screen. It opens from Today, goes by the clock, ticks
// what was done through the outbox, and comes back as it was after a reload.
import '../elements/scale.js';
import { keep } from '../offline/outbox.js';
import { day, main, pageUser } from '../offline/page.js';
import { keepAwake, staysOn } from './awake.js';
import { available, cue, knownCues, switchCue, unlockSound } from './cues.js';
import { chosen, clearFelt, drawFelt, drawTooMuch, keepFelt, pauseMovements } from './felt.js';
import { dialog, drawSession, forgetDrawn, part, word } from './screen.js';
import {
  back, begin, clockWentBack, current, endsAt, finish, isOver, kept, notKept, onward, pause, phases,
  positionAt, putAway, resume, save,
} from './session.js';
import { itemOf, movedToday, rowOf, rowsFrom } from './steps.js';
import { lengthOf, phaseAt } from './timeline.js';

/** @typedef {import('./session.js').Session} Session */

const TICK = 250;
const SAVE_EVERY = 5000;
/** Where a tap is a tap on a control, not on the screen. */
const CONTROLS = 'button, a, summary, input, label, form, [data-p="how"], [data-p="cues"], [data-p="reasons"]';

/** @type {Session|null} */
let session = null;
/** @type {ReturnType<typeof setInterval>|undefined} */
let ticking;
let saidPhase = '';
let looked = { date: Date.now(), steady: performance.now(), savedAt: 0 };

/** Open what was left half-done, if it filled the screen. */
async function comeBack() {
  listen();
  session = await kept(pageUser, Date.now());
  if (!session) return;
  // A look at another day is no reason to drop what waits today.
  if (main.dataset.when !== 'today') return void (session = null);
  if (session.day !== day) return leaveOldDay();
  mark();
  if (session.open) await open();
}

/**
 * Start with this row, or go on where the person stopped.
 * @param {HTMLLIElement} row
 */
async function start(row) {
  unlockSound();
  const rows = rowsFrom(row);
  if (!(session && waitsAmong(session, rows))) {
    session = begin({ user: pageUser, day }, rows.map(itemOf), movedToday(), Date.now());
    if (session.mode === 'felt' && !session.held.length) return;
  }
  await open();
}

/**
 * Whether what was left half-done today stands at one of these rows.
 * @param {Session} left
 * @param {HTMLLIElement[]} rows
 */
const waitsAmong = (left, rows) =>
  left.day === day && rows.some(({ dataset }) => dataset.item === current(left)?.item);

async function open() {
  if (!session) return;
  forgetDrawn();
  clearFelt();
  saidPhase = '';
  warned = false;
  looked = { date: Date.now(), steady: performance.now(), savedAt: Date.now() };
  if (!dialog.open) dialog.showModal();
  part('title').focus({ preventScroll: true });
  clearInterval(ticking);
  ticking = setInterval(() => void look(), TICK);
  await put({ ...session, open: true });
}

/**
 * Take over a new state: draw it and keep it.
 * @param {Session} next
 */
async function put(next) {
  const entered = next.mode === 'felt' && session?.mode !== 'felt';
  session = next;
  draw();
  if (next.mode === 'felt') drawFelt(next);
  if (entered) part('felt-title').focus({ preventScroll: true });
  void keepAwake(next.open && next.mode !== 'felt').then(() => (part('dark').hidden = staysOn()));
  looked.savedAt = Date.now();
  await save(next);
  dialog.dataset.kept = next.mode;
}

function draw() {
  if (session) drawSession(session, Date.now());
}

let busy = false;
/** Look at the clock: what has begun, what has ended. */
async function look() {
  if (!session || busy) return;
  busy = true;
  try {
    await judge();
  } finally {
    busy = false;
  }
}

async function judge() {
  const now = Date.now();
  const steady = performance.now();
  const jump = now - looked.date - (steady - looked.steady);
  Object.assign(looked, { date: now, steady });
  if (!session) return;
  const righted = clockWentBack(session, jump);
  if (righted !== session) return put(righted);
  if (session.mode === 'running' && now >= endsAt(session)) return ended(endsAt(session), now);
  if (session.mode === 'between' && now >= session.until) return put(onward(session, now));
  draw();
  sayPhase(now);
  if (session.mode === 'running' && now - looked.savedAt > SAVE_EVERY) {
    looked.savedAt = now;
    void save(session);
  }
}

/** @param {number} now */
function sayPhase(now) {
  if (session?.mode !== 'running') return;
  const phase = phaseAt(phases(session), positionAt(session, now));
  const name = `${session.eventId}:${phase.from}`;
  if (name !== saidPhase) cue(phase.name, part('phase').textContent ?? '', dialog);
  saidPhase = name;
}

/**
 * The current step is done: tick it once, and say so.
 * @param {number} at when
 * @param {number} now
 */
async function ended(at, now) {
  if (!session) return;
  const before = session;
  const step = current(before);
  if (!step) return;
  if (!(await set(before, 'done', at))) return put(notKept(before, now));
  const after = finish(before, at, now);
  cue('end', after.note ? word(`enough-${step.cap}`) : word('done-said'), dialog);
  await put(after);
}

/**
 * Make the event of the current step, unless the day already shows it. Tells whether it is kept.
 * @param {Session} of
 * @param {'done'|'skipped'} state
 * @param {number} at
 * @param {string} [reason]
 */
async function set(of, state, at, reason) {
  const step = current(of);
  if (!step || rowOf(step)?.dataset.state === state) return true;
  const seconds = Math.round(Math.min(lengthOf(phases(of)), Math.max(0, at - of.began)) / 1000);
  const payload = {
    item_id: step.item, occurrence: step.occurrence, state,
    ...(reason && { reason }), ...(state === 'done' && seconds && { seconds }),
  };
  const said = { day: of.day, about: step.title, id: of.eventId, at: new Date(at) };
  return isKept(keep('item.set', payload, said));
}

/**
 * Whether the phone has an entry, now or from before: its id was made once.
 * @param {Promise<unknown>} keeping
 */
const isKept = (keeping) => keeping.then(Boolean, (fault) => fault?.name === 'ConstraintError');

/** Taps anywhere, and the big button: what they do depends on what is on the screen. */
async function tapped() {
  if (!session) return;
  const now = Date.now();
  unlockSound();
  const { mode } = session;
  if (mode === 'running') return put(pause(session, now));
  if (mode === 'waiting' || mode === 'paused') return put(resume(session, now));
  if (mode === 'untimed') return ended(now, now);
  if (isOver(session)) return put(onward(session, now));
}

/** @param {string} reason */
async function skip(reason) {
  if (!session) return;
  reasons(false);
  const now = Date.now();
  const said = await set(session, 'skipped', now, reason);
  await put(said ? onward(session, now) : notKept(session, now));
}

/** @param {boolean} shown */
async function reasons(shown) {
  part('reasons').hidden = !shown;
  part('buttons').hidden = shown;
  if (session && shown) await put(pause(session, Date.now()));
  const heir = shown ? part('reasons').querySelector('button') : part('skip');
  if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
}

/** Whether somebody was told that what they said afterwards could not be kept. */
let warned = false;

/** Leave the screen. What is half-done waits; what was said afterwards is kept. */
async function close() {
  if (session?.mode === 'felt' && !warned && !(await isKept(keepFelt(session)))) {
    part('felt-told').textContent = word('felt-not-kept');
    warned = true;
    return;
  }
  clearInterval(ticking);
  if (session) {
    const away = putAway(session, Date.now());
    session = away.mode === 'felt' ? null : away;
    await save(session);
  }
  void keepAwake(false);
  reasons(false);
  dialog.close();
  mark();
}

/** A session of another day: what ran out then is ticked then; the rest stays as it is. */
async function leaveOldDay() {
  if (session?.mode === 'running' && Date.now() >= endsAt(session)) {
    await set(session, 'done', endsAt(session));
  }
  session = null;
  await save(null);
}

/** "Start" says "Go on" where something waits. */
function mark() {
  const waiting = session && !session.open && current(session);
  for (const button of document.querySelectorAll('[data-start]')) {
    const row = button.closest('.step');
    const here = waiting && row instanceof HTMLElement && row.dataset.item === waiting.item;
    button.toggleAttribute('data-going', Boolean(here));
  }
}

function listen() {
  dialog.addEventListener('click', ({ target }) => {
    if (target instanceof Element && !target.closest(CONTROLS)) void tapped();
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void close();
  });
  /** @type {Record<string, () => unknown>} */
  const does = {
    close, pause: tapped, skip: () => reasons(true), stay: () => reasons(false), finish: close,
    back: () => session && put(back(session, Date.now())),
  };
  for (const [name, act] of Object.entries(does)) part(name).addEventListener('click', () => void act());
  for (const button of part('reasons').querySelectorAll('button[value]')) {
    button.addEventListener('click', () => void skip(button.getAttribute('value') ?? ''));
  }
  part('how-box').addEventListener('toggle', () => {
    if (session && /** @type {HTMLDetailsElement} */ (part('how-box')).open) void put(pause(session, Date.now()));
  });
  part('pause-plan').addEventListener('submit', (event) => {
    event.preventDefault();
    void pauseMovements();
  });
  part('scales').addEventListener('change', () => {
    if (session?.mode !== 'felt') return;
    session = { ...session, felt: chosen() };
    drawTooMuch(session.felt);
    void save(session);
  });
  document.addEventListener('visibilitychange', () => session?.open && void save(session).then(look));
  void showCues();
}

async function showCues() {
  const told = await knownCues();
  const has = available();
  for (const box of part('cues').querySelectorAll('input')) {
    const name = /** @type {keyof import('./cues.js').Cues} */ (box.name);
    box.checked = told[name] && has[name];
    box.disabled = !has[name];
    box.closest('label')?.toggleAttribute('data-missing', !has[name]);
    box.addEventListener('change', () => switchCue(name, box.checked));
  }
  window.speechSynthesis?.addEventListener?.('voiceschanged', () => {
    const box = /** @type {HTMLInputElement|null} */ (part('cues').querySelector('[name="voice"]'));
    if (!box) return;
    box.disabled = !available().voice;
    box.closest('label')?.toggleAttribute('data-missing', box.disabled);
  });
}

/** What can be done once it has come back to where it was. */
export const ready = comeBack().then(() => ({ start }));
