// A form that is asked now and then. What is chosen stays on this phone as a draft; keeping it puts one
// event an answer and the finish into the outbox, all or none, under an id made here.
import './elements/scale.js';
import { currentDay, daysBetween } from './offline/day.js';
import { draftKey } from './offline/drafts.js';
import { busy, postPlainly } from './offline/forms.js';
import { keepAll } from './offline/outbox.js';
import { pageUser } from './offline/page.js';
import { entries } from './offline/store.js';
import { uuid7 } from './offline/uuid7.js';

/** @typedef {{form_id: string, answers: Record<string, number>}} Draft */

/** A draft asks about the week before it was begun; an older one is forgotten. */
const DRAFT_DAYS = 7;

const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-form]'));
const about = { instrument: form.dataset.form ?? '', version: form.dataset.version ?? '' };
const prefix = draftKey(pageUser, `${about.instrument}:`);
let key = `${prefix}${currentDay()}`;
let formId = uuid7();

/** Put the draft back, and watch the form. */
export async function watchQuestionnaire() {
  await restore();
  form.addEventListener('change', save);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    void take(event.submitter).finally(() => busy.delete(form));
  });
}

/** What is chosen now, by the question's name. @returns {Record<string, number>} */
function chosen() {
  const radios = [...form.elements].filter((one) => one instanceof HTMLInputElement && one.checked);
  return Object.fromEntries(
    radios.map((one) => [/** @type {any} */ (one).name, Number(/** @type {any} */ (one).value)]),
  );
}

function save() {
  const answers = chosen();
  const some = Object.keys(answers).length > 0;
  if (some) mark('[data-no-answer]', false);
  try {
    if (some) localStorage.setItem(key, JSON.stringify({ form_id: formId, answers }));
    else localStorage.removeItem(key);
    mark('[data-draft-note]', some);
  } catch {
    mark('[data-draft-note]', false);
  }
}

/** Choose again what was chosen before this page was closed; never over what is chosen already. */
async function restore() {
  if (Object.keys(chosen()).length) return save();
  const held = Object.keys({ ...localStorage }).filter((one) => one.startsWith(prefix)).sort();
  for (const old of held) {
    const draft = read(old);
    const fresh = daysBetween(old.slice(-10), currentDay()) <= DRAFT_DAYS;
    if (!draft || !fresh || (await isKept(draft.form_id))) localStorage.removeItem(old);
    else choose(old, draft);
  }
}

/**
 * @param {string} old
 * @param {Draft} draft
 */
function choose(old, draft) {
  key = old;
  formId = draft.form_id;
  for (const [name, value] of Object.entries(draft.answers)) {
    const radio = form.querySelector(`input[name="${CSS.escape(name)}"][value="${Number(value)}"]`);
    if (!(radio instanceof HTMLInputElement)) continue;
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
  }
  mark('[data-draft-note]', true);
}

/** @param {string} old @returns {Draft|null} */
function read(old) {
  try {
    return JSON.parse(localStorage.getItem(old) ?? 'null');
  } catch {
    return null;
  }
}

/** Whether the outbox has it already: the page was closed just after it was kept. @param {string} id */
async function isKept(id) {
  const all = await entries(pageUser).catch(() => []);
  return all.some(({ payload }) => payload.form_id === id);
}

/** @param {HTMLElement|null} button */
async function take(button) {
  const answers = Object.entries(chosen());
  if (!answers.length) return mark('[data-no-answer]', true);
  if (await isKept(formId)) return done();
  const day = currentDay();
  const whose = { form_id: formId, ...about };
  try {
    await keepAll(
      [
        ...answers.map(([item, answer]) => ({ type: 'form.answer', payload: { ...whose, item, answer } })),
        { type: 'form.finish', payload: whose },
      ],
      day,
    );
  } catch {
    /** @type {HTMLInputElement} */ (form.elements.namedItem('day')).value = day;
    return postPlainly(form, button);
  }
  done();
}

/** Everything is in the outbox: the draft has done its work, and the next form is another one. */
function done() {
  form.hidden = true;
  form.reset();
  localStorage.removeItem(key);
  formId = uuid7();
  mark('[data-form-kept]', true);
  /** @type {HTMLElement|null} */ (document.querySelector('[data-form-kept]'))?.focus();
  scrollTo(0, 0);
}

/**
 * @param {string} selector
 * @param {boolean} shown
 */
function mark(selector, shown) {
  document.querySelector(selector)?.toggleAttribute('hidden', !shown);
}
