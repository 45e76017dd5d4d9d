// Draws one event into whatever page is open. At tap time, and over a page that does not know it yet.
import { arrange } from './today.js';

/** @typedef {{type: string, payload: Record<string, any>}} Said what an event says, or its undo */
/** @typedef {Omit<import('./offline/store.js').Entry, 'payload'> & Said} Entry */

const main = document.getElementById('main');

/** Lists of entries, by the first part of an event's type. @type {Record<string, string>} */
const LISTS = { checkin: 'check-ins', journal: 'journal', synkinesis: 'linked' };

/**
 * What a page's own script draws, by the first part of an event's type. `draw` does it; `before` gives, ahead of
 * that, what an entry said; `told` says the parts of a row that was drawn here.
 * @type {Record<string, {draw?: (event: Entry) => void, before?: (id: string) => Record<string, any>|undefined,
 *   told?: (row: HTMLElement) => void}>}
 */
export const drawers = {};

/**
 * Draw an event. What is not on this page, or of another day, is left alone. Safe to repeat.
 * @param {Entry} event
 * @param {{unsent: boolean}} how
 */
export function applyEvent(event, { unsent }) {
  const [noun, verb] = event.type.split('.');
  const ofThisDay = event.local_date === main?.dataset.day;
  if (event.type === 'item.set') return ofThisDay && setItem(event, unsent);
  if (event.type === 'day.kind') return ofThisDay && setKind(event.payload.kind);
  if (event.type === 'form.finish') return formDone(event);
  if (noun === 'synkinesis' && verb !== 'remove') done(noun, event.local_date);
  if (!LISTS[noun]) return ofThisDay && drawers[noun]?.draw?.(event);
  if (verb !== 'remove') return putRow(LISTS[noun], event, unsent);
  const row = rowOf(event.payload.of);
  // The button that was pressed goes with its row.
  if (row?.contains(document.activeElement)) main?.focus({ preventScroll: true });
  row?.remove();
}

/** Put the page in order after events were drawn. */
export function settle() {
  arrange();
  pressMood();
  for (const place of document.querySelectorAll('[data-hide-empty]')) {
    place.toggleAttribute('hidden', !place.querySelector('[data-entry]'));
  }
  const none = document.querySelector('p[data-none=""]');
  none?.toggleAttribute('hidden', Boolean(document.querySelector('[data-entry]')));
}

/**
 * Read off the page, before an event is drawn, what takes it back.
 * @param {Entry} event
 * @returns {Said|null}
 */
export function inverse({ id, type, payload }) {
  const [noun, verb] = type.split('.');
  if (type === 'item.set') {
    const { state, reason } = stepOf(payload)?.dataset ?? {};
    if (!state) return null;
    const { item_id, occurrence } = payload;
    const back = { item_id, occurrence, state };
    return { type, payload: reason && state === 'skipped' ? { ...back, reason } : back };
  }
  if (type === 'day.kind') return { type, payload: { kind: main?.dataset.kind ?? 'planned' } };
  if (verb === 'add') return { type: `${noun}.remove`, payload: { of: id } };
  const row = rowOf(payload.of);
  const before = row ? payloadOf(row) : drawers[noun]?.before?.(payload.of);
  return before ? { type: `${noun}.edit`, payload: { ...before, of: payload.of } } : null;
}

const FORM_DAYS = 28;

/** Say where a page tells when a form was done that it was done on this day, and ask for it no more. @param {Entry} event */
function formDone({ local_date, payload: { instrument } }) {
  document.querySelector(`[data-asked="${instrument}"]`)?.remove();
  done(instrument, local_date);
}

/** @param {string} what @param {string} on */
function done(what, on) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-of="${what}"]`))) {
    if ((place.dataset.on ?? '') >= on) continue;
    place.dataset.on = on;
    const due = new Date(Date.parse(on) + Number(place.dataset.every ?? FORM_DAYS) * 86_400_000);
    const words = place.dataset.lastDone ?? '';
    place.textContent = words.replace('{day}', wholeDate(new Date(on))).replace('{due}', wholeDate(due));
    place.hidden = false;
    const title = /** @type {HTMLElement|null} */ (place.parentElement?.querySelector('[data-done-title]'));
    if (title) title.textContent = title.dataset.doneTitle ?? '';
  }
}

/** A date as the server writes it. @param {Date} date */
export function wholeDate(date) {
  const { lang } = document.documentElement;
  return date.toLocaleDateString(lang === 'en' ? 'en-GB' : lang, {
    year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC',
  });
}

/** @param {Record<string, any>} payload */
const stepOf = ({ item_id, occurrence }) =>
  /** @type {HTMLElement|null} */ (
    document.querySelector(`.step[data-item="${item_id}"][data-occ="${occurrence}"]`)
  );

/** @param {string} id */
const rowOf = (id) =>
  /** @type {HTMLElement|null} */ (document.querySelector(`[data-entry="${id}"]`));

/**
 * @param {Entry} event
 * @param {boolean} unsent
 */
function setItem(event, unsent) {
  const step = stepOf(event.payload);
  if (!step) return;
  const { state, reason = '' } = event.payload;
  Object.assign(step.dataset, { state, reason, at: String(Date.parse(event.occurred_at)) });
  step.toggleAttribute('data-unsent', unsent);
  if (state !== 'undone') step.querySelector('details')?.removeAttribute('open');
  const words = /** @type {HTMLElement|null} */ (document.querySelector('.groups'))?.dataset ?? {};
  const skipped = words[`skipped${reason[0]?.toUpperCase() ?? ''}${reason.slice(1)}`];
  const said = state === 'done' ? words.done : state === 'skipped' ? skipped ?? words.skipped : '';
  write(step, '.said', (said ?? '').replace('{time}', clock(event)));
  const tick = step.querySelector('button.tick');
  if (!(tick instanceof HTMLButtonElement)) return;
  tick.value = state === 'undone' ? 'done' : 'undone';
  const name = state === 'undone' ? tick.dataset.nameDo : tick.dataset.nameUndo;
  tick.setAttribute('aria-label', name ?? '');
}

/** @param {string} kind */
function setKind(kind) {
  if (!main) return;
  const pressed = document.activeElement?.closest('.kinds button');
  main.dataset.kind = kind;
  if (!pressed || pressed.getAttribute('value') !== kind) return;
  const other = kind === 'planned' ? 'rest' : 'planned';
  const heir = document.querySelector(`.kinds [value="${other}"]`);
  if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
}

/**
 * Show an entry in its day's list: its own row, changed or new.
 * @param {string} name
 * @param {Entry} event
 * @param {boolean} unsent
 */
function putRow(name, event, unsent) {
  const { of, ...payload } = event.payload;
  const id = of ?? event.id;
  const row = rowOf(id) ?? newRow(name, id, event.local_date);
  if (!row) return;
  row.toggleAttribute('data-unsent', unsent);
  row.toggleAttribute('data-never-share', payload.never_share === true);
  row.dataset.mood = payload.mood ?? 0;
  const { text, ...rest } = payload;
  row.dataset.payload = JSON.stringify(rest);
  if (text) write(row, '.text', text);
  row.querySelector('ul.tags')?.replaceChildren(...(payload.tags ?? []).map(tagItem));
  const title = /** @type {HTMLElement|null} */ (row.querySelector('.t'));
  const words = payload.mood ? moodWord(payload.mood) : title?.dataset.none;
  if (title && words) title.textContent = words;
  const use = row.querySelector('.mark use');
  use?.setAttribute('href', (use.getAttribute('href') ?? '').replace(/\d$/, payload.mood ?? 0));
  for (const time of row.querySelectorAll('[data-time]')) time.textContent = clock(event);
  row.dataset.at = String(Date.parse(event.occurred_at));
  const list = row.parentElement ?? listOf(name, event.local_date);
  const later = [...(list?.children ?? [])].find(
    (one) => one !== row && Number(/** @type {HTMLElement} */ (one).dataset.at) <= Number(row.dataset.at),
  );
  if (name === 'check-ins') drawers.checkin?.told?.(row);
  if (row.parentElement !== list || row.nextElementSibling !== (later ?? null)) {
    list?.insertBefore(row, later ?? null);
  }
}

/**
 * @param {string} name
 * @param {string} day
 */
const listOf = (name, day) =>
  document.querySelector(`[data-list="${name}"]:is([data-day="${day}"], :not([data-day]))`);

/**
 * @param {string} name
 * @param {string} id
 * @param {string} day
 */
function newRow(name, id, day) {
  const template = document.querySelector(`template[data-row="${name}"]`);
  if (!(template instanceof HTMLTemplateElement) || !listOf(name, day)) return null;
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  row.dataset.entry = id;
  row.dataset.day = day;
  for (const [selector, attribute] of [['form', 'action'], ['.edit-link', 'href'], ['[name="of"]', 'value']]) {
    const part = row.querySelector(selector);
    part?.setAttribute(attribute, (part.getAttribute(attribute) ?? '').replace('{id}', id));
  }
  row.querySelector('[name="day"]')?.setAttribute('value', day);
  return row;
}

/** @param {string} tag */
function tagItem(tag) {
  const item = document.createElement('li');
  const link = item.appendChild(document.createElement('a'));
  link.href = `/journal?tag=${encodeURIComponent(tag)}`;
  link.textContent = tag;
  return item;
}

/** @param {HTMLElement} row @returns {Record<string, any>} */
function payloadOf(row) {
  const text = row.querySelector('p.text')?.textContent;
  return { ...JSON.parse(row.dataset.payload ?? '{}'), ...(text && { text }) };
}

/** The last mood said on this day is the pressed one. */
function pressMood() {
  const day = main?.dataset.day ?? '';
  const last = listOf('check-ins', day)?.querySelector('[data-mood]:not([data-mood="0"])');
  const said = last?.getAttribute('data-mood');
  for (const button of document.querySelectorAll('button[name="mood"]')) {
    button.setAttribute('aria-pressed', String(button.getAttribute('value') === said));
  }
}

/** @param {number} mood */
export const moodWord = (mood) =>
  document.querySelector(`button[name="mood"][value="${mood}"] .w`)?.textContent ?? '';

/**
 * @param {Element} place
 * @param {string} selector
 * @param {string} text
 */
function write(place, selector, text) {
  const found = place.querySelector(selector);
  if (found && found.textContent !== text) found.textContent = text;
}

/** The wall clock where it happened, as "7:40". @param {Entry} event */
function clock(event) {
  const at = new Date(Date.parse(event.occurred_at) + event.offset_min * 60_000);
  return `${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, '0')}`;
}
