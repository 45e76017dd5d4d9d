// The face map: choose a zone on it or on the list, then what and how much. What is kept becomes part of the visit
// on the check-in page if there is one. What was said on the day is shown on it, also what is only on this phone.
import { drawers } from './draw.js';
import './elements/scale.js';
import { currentDay, daysBetween } from './offline/day.js';
import { postPlainly } from './offline/forms.js';
import { keep } from './offline/outbox.js';
import { overlay } from './offline/overlay.js';
import { day as pageDay } from './offline/page.js';
import { showFlag } from './red-flag.js';
import { answersOf, changeEntry, hear, payloadOf, visitNow } from './visit.js';

/** Rows of the map as they lie on the screen, which is a mirror: the person's left at the left. */
const ROWS = [
  ['brow-left', 'brow-right'],
  ['eye-left', 'eye-right'],
  ['cheek-left', 'nose-left', 'nose-right', 'cheek-right'],
  ['mouth-left', 'mouth-right'],
  ['chin-left', 'chin-right'],
  ['neck-left', 'neck-right'],
];
const PAST = 30;

/** @typedef {{id: string, place: string, key: string, rating: number, zone: string, side: string}} There */

const host = /** @type {HTMLElement} */ (document.querySelector('[data-where]'));
const form = /** @type {HTMLFormElement} */ (host.querySelector('.where-form'));
const map = /** @type {SVGElement} */ (host.querySelector('[data-face-map]'));
const now = /** @type {HTMLElement} */ (host.querySelector('[data-now]'));
const list = /** @type {HTMLElement} */ (host.querySelector('#said'));
const words = host.dataset;
const day = dayOf();
/** A second press meanwhile says nothing new. */
let busy = false;

/** The day in the address, which a kept page does not know; else the day it is now. */
function dayOf() {
  const asked = new URLSearchParams(location.search).get('d') ?? '';
  const today = currentDay();
  const back = /^\d{4}-\d\d-\d\d$/.test(asked) ? daysBetween(asked, today) : NaN;
  return back >= -1 && back <= PAST ? asked : today;
}

/** Make the map a control, show what was said, and watch the form. */
export async function watchWhere() {
  nameDay();
  map.setAttribute('role', 'group');
  for (const zone of zones()) {
    zone.setAttribute('role', 'button');
    zone.setAttribute('tabindex', '-1');
  }
  zoneAt(ROWS[0][0]).setAttribute('tabindex', '0');
  map.addEventListener('click', ({ target }) => choose(placeOf(target), true));
  map.addEventListener('keydown', press);
  form.addEventListener('change', changed);
  for (const [place, act] of /** @type {const} */ ([[form, take], [list, takeBack]])) {
    place.addEventListener('submit', (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      void act(/** @type {any} */ (event.target)).finally(() => (busy = false));
    });
  }
  drawers.checkin = { told: () => queueMicrotask(show) };
  document.addEventListener('facekind:kept', (event) => {
    if (day === pageDay) void hear(/** @type {CustomEvent} */ (event).detail);
    show();
  });
  await overlay();
  show();
}

/** Say which day it is about, and let the plain forms know. */
function nameDay() {
  const other = /** @type {HTMLElement} */ (document.querySelector('[data-other-day]'));
  const named = new Date(day).toLocaleDateString(document.documentElement.lang, {
    weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC',
  });
  const place = other.querySelector('span');
  if (place) place.textContent = (other.dataset.words ?? '').replace('{day}', named);
  other.hidden = day === currentDay();
  document.querySelector('[data-back]')?.setAttribute('href', `/check-in${other.hidden ? '' : `?d=${day}`}`);
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('day'));
  field.value = day;
}

const zones = () => /** @type {NodeListOf<SVGElement>} */ (map.querySelectorAll('.zone'));
/** @param {string} place */
const zoneAt = (place) => /** @type {SVGElement} */ (map.querySelector(`[data-place="${place}"]`));
/** @param {EventTarget|null} target */
const placeOf = (target) => (target instanceof Element && target.getAttribute('data-place')) || '';
const chosen = () => String(new FormData(form).get('place') ?? '');
/** @param {string} name @param {string} value */
const radio = (name, value) =>
  /** @type {HTMLInputElement|null} */ (form.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`));
/** @param {string} name @param {string} value */
const label = (name, value) => radio(name, value)?.parentElement?.textContent?.trim() ?? value;

/** @param {KeyboardEvent} event */
function press(event) {
  const place = placeOf(event.target);
  const to = { Enter: place, ' ': place }[event.key] ?? beside(place, event.key);
  if (!place || !to) return;
  event.preventDefault();
  if (to === place) choose(place, false);
  else rove(to);
}

/**
 * The zone beside another one, by an arrow key.
 * @param {string} place
 * @param {string} key
 */
function beside(place, key) {
  const row = ROWS.findIndex((one) => one.includes(place));
  const at = ROWS[row]?.indexOf(place) ?? 0;
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (side) return ROWS[row][at + side];
  const next = ROWS[row + ({ ArrowUp: -1, ArrowDown: 1 }[key] ?? NaN)];
  return next?.[at < ROWS[row].length / 2 ? 0 : next.length - 1];
}

/** @param {string} place */
function rove(place) {
  for (const zone of zones()) zone.setAttribute('tabindex', zone === zoneAt(place) ? '0' : '-1');
  zoneAt(place).focus();
}

/** @param {string} place @param {boolean} pointed with a finger, which does not see what opens below */
function choose(place, pointed) {
  const found = radio('place', place);
  if (!found) return;
  found.checked = true;
  found.dispatchEvent(new Event('change', { bubbles: true }));
  rove(place);
  if (pointed) now.scrollIntoView({ block: 'start' });
}

/** What does not fit another place is not chosen any more. @param {Event} event */
function changed({ target }) {
  if (!(target instanceof HTMLInputElement) || target.name !== 'place') return;
  const zone = target.value.split('-')[0];
  const what = /** @type {HTMLInputElement|null} */ (form.querySelector('[name="symptom"]:checked'));
  const fits = what?.closest('label')?.dataset.zones?.split(' ').includes(zone) ?? true;
  if (what && !fits) what.checked = false;
  show();
}

/** Keep what is chosen; without a whole answer the focus goes to what is missing. */
async function take() {
  const said = Object.fromEntries(new FormData(form));
  const place = String(said.place ?? '');
  const missing = ['place', 'symptom', 'rating'].find((name) => !said[name]);
  if (missing) return /** @type {HTMLInputElement|null} */ (form.querySelector(`[name="${missing}"]`))?.focus();
  const [zone, side] = place.split('-');
  const key = String(said.symptom);
  const rating = Number(said.rating);
  const answer = { [`rating:${zone}:${side}:${key}`]: rating };
  try {
    await put(answer, sentence(place, key, rating));
  } catch {
    return postPlainly(form, null);
  }
  form.reset();
  nameDay();
  for (const scale of form.querySelectorAll('output')) scale.textContent = scale.dataset.none ?? '';
  show();
  rove(place);
  await showFlag(key, rating, now);
}

/**
 * Keep an answer in the visit there is; on a page that was kept on another day, or about one, as a check-in.
 * @param {Record<string, number>} answer
 * @param {string} about
 */
async function put(answer, about) {
  if (day === pageDay && (await visitNow())) return changeEntry(answer, []);
  await keep('checkin.add', payloadOf(answer), { day, about });
}

/** @param {HTMLFormElement} row the form of what is taken back */
async function takeBack(row) {
  const { place, symptom } = Object.fromEntries(new FormData(row));
  const there = said().find((one) => one.place === place && one.key === symptom);
  if (!there) return;
  const name = `rating:${there.zone}:${there.side}:${there.key}`;
  const visit = day === pageDay ? await visitNow() : null;
  try {
    if (visit?.id === there.id) await changeEntry({ [name]: undefined }, []);
    else await takeOut(there, name);
  } catch {
    return postPlainly(row, null);
  }
  show();
  rove(String(place));
}

/**
 * @param {There} there
 * @param {string} name of the answer
 */
async function takeOut({ id }, name) {
  const row = rows().find((one) => one.dataset.entry === id);
  const { [name]: _gone, ...rest } = answersOf(JSON.parse(row?.dataset.payload ?? '{}'));
  if (Object.keys(rest).length) await keep('checkin.edit', { of: id, ...payloadOf(rest) }, { day });
  else await keep('checkin.remove', { of: id }, { day });
}

/** @returns {HTMLElement[]} the day's check-ins, oldest first */
const rows = () =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`[data-list="check-ins"] > [data-day="${day}"]`)]).reverse();

/** What was said last of each symptom at each zone. @returns {There[]} */
function said() {
  /** @type {Map<string, There>} */
  const found = new Map();
  for (const row of rows()) {
    for (const one of JSON.parse(row.dataset.payload ?? '{}').symptoms ?? []) {
      if (!one.zone || !one.side) continue;
      for (const side of one.side === 'both' ? ['left', 'right'] : [one.side]) {
        const place = `${one.zone}-${side}`;
        found.set(`${place} ${one.key}`, { ...one, place, id: row.dataset.entry ?? '' });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.place < b.place ? -1 : 1));
}

/** @param {string} key @param {number} rating */
const inWords = (key, rating) =>
  (words.both ?? '').replace('{what}', label('symptom', key)).replace('{n}', String(rating));

/** @param {string} place @param {string} key @param {number} rating */
const sentence = (place, key, rating) =>
  (words.said ?? '').replace('{item}', label('place', place)).replace('{answer}', inWords(key, rating));

/** Show on the map, and in words, what was said and what is chosen. */
function show() {
  const all = said();
  for (const zone of zones()) {
    const place = placeOf(zone);
    const here = all.filter((one) => one.place === place);
    const most = Math.max(-1, ...here.map(({ rating }) => rating));
    zone.toggleAttribute('data-chosen', place === chosen());
    zone.toggleAttribute('data-said', here.length > 0);
    if (here.length) zone.setAttribute('data-said', most < 4 ? '1' : most < 7 ? '2' : '3');
    const told = here.map(({ key, rating }) => inWords(key, rating)).join('; ');
    const name = place === chosen() ? words.chosen : words.not;
    const plain = (name ?? '').replace('{place}', label('place', place));
    zone.setAttribute('aria-label', told ? (words.said ?? '').replace('{item}', label('place', place)).replace('{answer}', told) : plain);
  }
  const text = chosen() && label('place', chosen());
  if (now.textContent !== text) now.textContent = text;
  list.replaceChildren(...all.map(rowOf));
}

/** @param {There} there */
function rowOf({ id, place, key, rating }) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector('template[data-said-row]'));
  const row = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
  for (const part of row.querySelectorAll('[data-words]')) part.textContent = sentence(place, key, rating);
  const away = row.querySelector('form');
  away?.setAttribute('action', `/check-in/where/${id}/remove`);
  for (const [name, value] of Object.entries({ day, place, symptom: key })) {
    away?.querySelector(`[name="${name}"]`)?.setAttribute('value', value);
  }
  return row;
}
