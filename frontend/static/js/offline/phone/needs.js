// What was refused, and what somebody can do about it: copy, discard, another day, or send it again.
// Until then it stays. Whatever is changed is changed in one transaction, so that it is never nowhere.
import { daysAfter } from '../day.js';
import { showStatus } from '../status.js';
import { change, entries, remove } from '../store.js';
import { drain, tell } from '../sync.js';
import { uuid7 } from '../uuid7.js';
import { today } from './held.js';
import { one, row, say, unfold, word } from './place.js';
import { dayName, title, when, words } from './telling.js';

/** @typedef {import('./telling.js').Thing} Thing */
/** @typedef {Map<string, Partial<import('../store.js').Entry>>} Changes by id */

/** How far back a day may lie, as on the pages of past days. */
const DAYS_BACK = 30;

/** Why it was refused, each reason once. @param {Thing} thing */
export const reasons = (thing) =>
  [...new Set(thing.map(({ reason }) => reason || word('too-large')))].join('\n');

/**
 * @param {Thing} thing
 * @param {() => Promise<void>} redraw
 */
export function needing(thing, redraw) {
  const made = row('needs', { t: title(thing), m: when(thing), text: words(thing), reason: reasons(thing) });
  name(made, thing[0].id);
  press(made, 'copy', (button) => copied(made, button, thing));
  const discard = one('[data-discard]', made);
  if (discard) twice(discard, () => discarded(thing, redraw));
  const send = (/** @type {Changes} */ changes, /** @type {string} */ day) =>
    sent(thing, changes, day, redraw);
  const wrongDay = thing.some(({ field }) => field === 'local_date');
  const taken = !wrongDay && thing.some(({ refused }) => refused === 'conflict');
  const way = wrongDay ? 'refile' : taken ? 'renew' : 'again';
  for (const part of made.querySelectorAll(`[data-part]:not([data-part="${way}"])`)) part.remove();
  if (wrongDay) void askDay(made, thing, send);
  press(made, 'renew', () => send(renewed(thing), thing[0].local_date));
  press(made, 'again', () => send(new Map(thing.map(({ id }) => [id, {}])), thing[0].local_date));
  return made;
}

/** Let every button of a row say which entry it is about. @param {HTMLElement} made @param {string} id */
function name(made, id) {
  const heading = one('.t', made);
  if (!heading) return;
  heading.id = `entry-${id}`;
  for (const button of made.querySelectorAll('button, input')) button.setAttribute('aria-describedby', heading.id);
}

/**
 * A double tap is one tap, so that its second half confirms nothing.
 * @param {HTMLElement} made
 * @param {string} what
 * @param {(button: HTMLElement) => unknown} act
 */
function press(made, what, act) {
  const button = one(`[data-${what}]`, made);
  if (button) button.onclick = (event) => event.detail < 2 && act(button);
}

/**
 * @param {HTMLElement} made
 * @param {HTMLElement} button
 * @param {Thing} thing
 */
async function copied(made, button, thing) {
  unfold(made);
  const text = [title(thing), when(thing), words(thing)].filter(Boolean).join('\n');
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.copied ?? '';
    say('copied');
  } catch {
    getSelection()?.selectAllChildren(/** @type {HTMLElement} */ (one(words(thing) ? '.text' : '.t', made)));
    say('selected');
  }
}

/**
 * The first press asks, the second does it: nothing of this can be undone. A double tap is one press.
 * @param {HTMLElement} button
 * @param {() => unknown} act
 */
export function twice(button, act) {
  const { ask, sure } = button.dataset;
  const write = (/** @type {string|undefined} */ said) => (button.textContent = said ?? '');
  button.onclick = (event) => {
    if (event.detail > 1) return;
    if (button.textContent === sure) return act();
    write(sure);
  };
  button.onblur = () => write(ask);
}

/**
 * @param {Thing} thing
 * @param {() => Promise<void>} redraw
 */
async function discarded(thing, redraw) {
  await remove(thing.map(({ id }) => id));
  tell({ discarded: thing[0].id });
  await redraw();
  await showStatus();
  focusNext();
  say('discarded');
}

/**
 * Ask which day it belongs to. First comes the day it was written on, where that can still be.
 * @param {HTMLElement} made
 * @param {Thing} thing
 * @param {(changes: Changes, day: string) => unknown} send
 */
async function askDay(made, thing, send) {
  const form = /** @type {HTMLFormElement|null} */ (one('[data-part="refile"]', made));
  if (!form) return;
  const field = /** @type {HTMLInputElement} */ (one('input', form));
  const error = /** @type {HTMLElement} */ (one('.err', form));
  error.id = `wrong-${thing[0].id}`;
  const last = await today();
  [field.min, field.max] = [daysAfter(last, -DAYS_BACK), last];
  const written = thing[0].occurred_at.slice(0, 10);
  const fits = (/** @type {string} */ day) => day >= field.min && day <= field.max;
  field.defaultValue = fits(written) ? written : last;
  form.onsubmit = (event) => {
    event.preventDefault();
    const wrong = !fits(field.value);
    form.classList.toggle('bad', wrong);
    error.hidden = !wrong;
    field.setAttribute('aria-describedby', wrong ? error.id : `entry-${thing[0].id}`);
    field.toggleAttribute('aria-invalid', wrong);
    if (wrong) return field.focus();
    send(refiled(thing, field.value, field.value === last), field.value);
  };
}

/**
 * Under another day it counts as written on that day, at noon where it was written: the day has to fit
 * the time. A form keeps one time for all its answers.
 * @param {Thing} thing
 * @param {string} day
 * @param {boolean} now whether it is today
 * @returns {Changes}
 */
function refiled(thing, day, now) {
  const noon = Date.parse(`${day}T12:00:00Z`) - thing[0].offset_min * 60_000;
  const occurred_at = new Date(now ? Date.now() : noon).toISOString();
  return new Map(thing.map(({ id }) => [id, { local_date: day, occurred_at }]));
}

/** The same words under new numbers; a whole form gets a new one too. @param {Thing} thing @returns {Changes} */
function renewed(thing) {
  const form_id = thing.some(({ type }) => type === 'form.finish') && { form_id: uuid7() };
  return new Map(thing.map(({ id, payload }) => [id, { id: uuid7(), payload: { ...payload, ...form_id } }]));
}

const FRESH = { state: /** @type {const} */ ('pending'), reason: undefined, field: undefined, refused: undefined };

/**
 * Let it wait to be sent again, try at once, and say what became of it.
 * @param {Thing} thing
 * @param {Changes} changes
 * @param {string} day
 * @param {() => Promise<void>} redraw
 */
async function sent(thing, changes, day, redraw) {
  const ids = thing.map(({ id }) => changes.get(id)?.id ?? id);
  try {
    await change(new Map([...changes].map(([id, changed]) => [id, { ...changed, ...FRESH }])));
  } catch {
    return say('not-changed');
  }
  tell({ kept: true });
  await redraw();
  focusNext();
  say('sending', { day: dayName(day) });
  await drain();
  await redraw();
  const now = (await entries(thing[0].user)).filter(({ id }) => ids.includes(id));
  const refused = now.some(({ state }) => state === 'rejected');
  const waits = now.some(({ state }) => state === 'pending');
  say(refused ? 'refused again' : waits ? 'waits' : 'sent', { day: dayName(day) });
}

/** What one was at is gone from its place: go on with the next, or with what stands at the top. */
const focusNext = () => (one('[data-list="needs"] .t') ?? one('h1'))?.focus();
