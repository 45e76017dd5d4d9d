// Catches the daily forms after the browser's own validation and puts them into the outbox.
import { keep } from './outbox.js';
import { day, main, pageUser } from './page.js';
import { known, showStatus } from './status.js';

const NUMBERS = ['occurrence', 'mood', 'count'];
const ENVELOPE = ['id', 'day'];
/** Forms being kept: a second press meanwhile says nothing new. @type {WeakSet<HTMLFormElement>} */
export const busy = new WeakSet();
/**
 * What keeps drafts (typing.js) hears of a form that is taken, where the page has it: which drafts go
 * with it, and whether it was kept.
 */
export const takings = {
  begin: (/** @type {HTMLFormElement} */ form) => /** @type {string[]} */ ([]),
  end: (/** @type {HTMLFormElement} */ form, /** @type {boolean} */ kept) => {},
};

export function watchForms() {
  if (!pageUser || !day) return;
  document.addEventListener('click', ignoreSecondTap, true);
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.dataset.outbox) return;
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    void take(form, event.submitter).finally(() => busy.delete(form));
  });
}

/** A double tap is one tap: its second half would take back what the first did. @param {MouseEvent} event */
function ignoreSecondTap(event) {
  const target = event.target instanceof Element && event.target.closest('form[data-outbox] button');
  if (target && event.detail > 1) event.preventDefault();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} button
 */
async function take(form, button) {
  const type = form.dataset.outbox ?? '';
  const data = new FormData(form);
  if (button instanceof HTMLButtonElement && button.name) data.set(button.name, button.value);
  const payload = payloadOf(data);
  if ('text' in payload && !String(payload.text).trim()) return form.querySelector('textarea')?.focus();
  if (holds(form, type, payload)) return;
  const about = form.closest('[data-item]')?.querySelector('.t')?.textContent?.trim();
  try {
    const drafts = takings.begin(form);
    await keep(type, payload, { day: String(data.get('day') || day), about, drafts });
  } catch {
    return postPlainly(form, button);
  }
  empty(form, payload.text);
  takings.end(form, true);
  if (type === 'journal.edit') location.assign(`/journal/new?d=${data.get('day') || day}#written`);
}

/**
 * Make room for the next one; words typed since stay.
 * @param {HTMLFormElement} form
 * @param {unknown} text what was kept
 */
function empty(form, text) {
  const field = form.querySelector('textarea');
  if (field && field.value !== text) return;
  if (field) field.defaultValue = '';
  form.reset();
}

/**
 * Read the fields into the event's payload. Empty ones count as not given, as on the server.
 * @param {FormData} data
 */
function payloadOf(data) {
  /** @type {Record<string, unknown>} */
  const payload = {};
  for (const [name, value] of data) {
    if (ENVELOPE.includes(name) || (value === '' && name !== 'text')) continue;
    if (NUMBERS.includes(name)) payload[name] = Number(value);
    else if (name === 'never_share') payload[name] = value === 'true';
    else if (name === 'tags') payload[name] = parted(data.getAll(name));
    else payload[name] = value;
  }
  return payload;
}

/** What was chosen and typed, as the server parts it (domain/journal.py). @param {FormDataEntryValue[]} all */
const parted = (all) => {
  const tags = all.join(',').split(/[,，、;；]/).map((tag) => tag.trim().replace(/\s+/g, ' '));
  return [...new Set(tags.filter(Boolean))];
};

/**
 * Whether the page already shows what is being set; saying it again makes no event.
 * @param {HTMLFormElement} form
 * @param {string} type
 * @param {Record<string, unknown>} payload
 */
function holds(form, type, payload) {
  if (type === 'day.kind') return main.dataset.kind === payload.kind;
  const step = form.closest('[data-item]');
  if (type !== 'item.set' || !(step instanceof HTMLElement)) return false;
  return (
    step.dataset.state === payload.state && (step.dataset.reason ?? '') === (payload.reason ?? '')
  );
}

/**
 * The phone could not keep it. Say so, leave what was typed, and see whether the server can have it.
 * @param {Parameters<typeof import('./plain.js').post>} how
 */
export async function postPlainly(...how) {
  const [form] = how;
  form.dataset.plain = 'plain' in form.dataset ? 'again' : 'first';
  known.notSaved = true;
  await showStatus();
  await import('./plain.js').then(({ post }) => post(...how)).catch(() => takings.end(form, false));
}
