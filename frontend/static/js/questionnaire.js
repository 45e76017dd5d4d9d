// A form that is asked now and then. What is chosen stays on this phone as a draft; keeping it puts one
// event an answer and the finish into the outbox, all or none, under an id made here. The draft has that id
// too: what was chosen before it could be read is another form, and both stay.
import './elements/scale.js';
import { currentDay, daysBetween } from './offline/day.js';
import { draftsOf, dropDraft, keepDraft, keepingUp, newKey } from './offline/drafts.js';
import { longDone } from './offline/filled.js';
import { busy, postPlainly } from './offline/forms.js';
import { keepAll } from './offline/outbox.js';
import { pageUser } from './offline/page.js';
import { entries } from './offline/store.js';
import { uuid7 } from './offline/uuid7.js';

/** A draft asks about the week before it was begun; an older one is forgotten. */
const DRAFT_DAYS = 7;

const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-form]'));
const about = { instrument: form.dataset.form ?? '', version: form.dataset.version ?? '' };
let begun = currentDay();
let formId = uuid7();
const keeping = keepingUp(write, () => busy.has(form));

/** The key of its draft. */
const key = () => newKey(pageUser, about.instrument, begun, formId);

/** Put the draft back, and watch the form. */
export async function watchQuestionnaire() {
  form.addEventListener('change', keeping.save);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    void take(event.submitter).finally(() => busy.delete(form));
  });
  await restore();
  if (!(await longDone(form))) return;
  form.hidden = true;
  mark('[data-part="tomorrow"]', true);
}

/** What is chosen now, by the question's name. @returns {Record<string, number>} */
function chosen() {
  const radios = [...form.elements].filter((one) => one instanceof HTMLInputElement && one.checked);
  return Object.fromEntries(
    radios.map((one) => [/** @type {any} */ (one).name, Number(/** @type {any} */ (one).value)]),
  );
}

/** Keep what is chosen now. */
async function write() {
  const answers = chosen();
  const some = Object.keys(answers).length > 0;
  if (some) mark('[data-no-answer]', false);
  const draft = { key: key(), user: pageUser, name: about.instrument, day: begun, form_id: formId, answers };
  if (!some) await dropDraft(draft.key);
  mark('[data-draft-note]', some && (await keepDraft({ ...draft, kind: 'form' })));
}

/**
 * Choose again what was chosen before this page was closed; never over what is chosen already. Going back,
 * the browser itself chooses it again: that is the draft, and not a second form.
 */
async function restore() {
  const drafts = (await draftsOf(pageUser)).filter(({ name }) => name === about.instrument);
  for (const draft of drafts) {
    const fresh = daysBetween(draft.day, currentDay()) <= DRAFT_DAYS;
    if (!fresh || (await isKept(draft.form_id))) await dropDraft(draft.key);
    else if (!Object.keys(chosen()).length || isChosen(draft)) choose(draft);
  }
  if (Object.keys(chosen()).length) await keeping.save();
}

/** Whether these very answers are chosen. @param {import('./offline/store.js').Draft} draft */
function isChosen({ answers = {} }) {
  const now = Object.entries(chosen());
  return now.length === Object.keys(answers).length && now.every(([name, value]) => answers[name] === value);
}

/** @param {import('./offline/store.js').Draft} draft */
function choose(draft) {
  begun = draft.day;
  formId = draft.form_id ?? formId;
  for (const [name, value] of Object.entries(draft.answers ?? {})) {
    const radio = form.querySelector(`input[name="${CSS.escape(name)}"][value="${Number(value)}"]`);
    if (!(radio instanceof HTMLInputElement)) continue;
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** Whether the outbox has it already: another tab kept it. @param {string} [id] */
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
      [key()],
    );
  } catch {
    void write();
    /** @type {HTMLInputElement} */ (form.elements.namedItem('day')).value = day;
    return postPlainly(form, button, [key()], formId);
  }
  done();
}

/** Everything is in the outbox: the draft has done its work, and the next form is another one. */
function done() {
  form.hidden = true;
  form.reset();
  keeping.forget();
  void dropDraft(key());
  begun = currentDay();
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
