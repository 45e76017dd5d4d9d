// What is being typed, kept from the first key. A page that has a field for it loads this.
import { draftsOf, dropDraft, keepDraft, keepingUp, newKey } from './drafts.js';
import { takings } from './forms.js';
import { day, pageUser } from './page.js';

/**
 * A field that is typed into. `still`: its words are being taken into the outbox.
 * @typedef {{field: HTMLTextAreaElement, key: string, still: boolean,
 *   keeping: ReturnType<typeof keepingUp>}} Typing
 */

/** @type {Set<Typing>} */
const typings = new Set();

/** Put drafts back, and keep on keeping them. */
export async function watchTyping() {
  if (!day) return;
  for (const field of document.querySelectorAll('textarea')) {
    if (field.dataset.draft) typings.add(typingIn(field));
  }
  document.addEventListener('input', ({ target }) => {
    for (const typing of typings) {
      if (/** @type {any} */ (target)?.form === typing.field.form) void typing.keeping.save();
    }
  });
  // A field that is folded away cannot be pointed at.
  document.addEventListener('invalid', ({ target }) => unfold(target), true);
  takings.begin = begin;
  takings.end = end;
  await restore();
}

/** @param {HTMLTextAreaElement} field @returns {Typing} */
function typingIn(field) {
  const keeping = keepingUp(() => write(typing), () => typing.still);
  const typing = { field, key: newKey(pageUser, nameOf(field), day), still: false, keeping };
  return typing;
}

/**
 * Put back what was typed last, but never over what is typed already: somebody may have begun before the
 * draft was read. Then the draft keeps its key and the new words have their own, and both stay on this
 * phone. Two tabs with one field keep their own words on the screen, too; what was typed last is what the
 * next page begins with, and a tab that began with another's words goes on under their key.
 */
async function restore() {
  for (const { field, keeping } of typings) if (typed(field)) void keeping.save();
  const held = (await draftsOf(pageUser)).filter((one) => one.day === day && one.text);
  for (const typing of typings) {
    const { field } = typing;
    const mine = held.filter(({ name }) => name === field.dataset.draft);
    if (typed(field)) goOn(typing, mine);
    const [draft] = mine;
    if (!draft?.text || typing.keeping.isBusy() || typed(field)) continue;
    typing.key = draft.key;
    if (draft.text === field.value) continue;
    field.value = draft.text;
    putBack(typing, draft);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/**
 * Going back, the browser itself puts the words back: they are the draft, and not a second one.
 * @param {Typing} typing
 * @param {import('./store.js').Draft[]} held
 */
function goOn(typing, held) {
  const same = held.find(({ key, text }) => key !== typing.key && text === typing.field.value);
  if (!same) return;
  void dropDraft(typing.key);
  typing.key = same.key;
}

/** @param {HTMLTextAreaElement} field */
const typed = (field) => field.value !== field.defaultValue;

/**
 * Choose again what was chosen beside the words. The version before kept only the switch.
 * @param {Typing} typing
 * @param {import('./store.js').Draft} draft
 */
function putBack({ field }, { beside, never_share }) {
  const said = beside ?? (never_share ? [['never_share', 'true']] : []);
  for (const control of besides(field)) {
    const mine = said.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === 'checkbox') control.checked = mine.includes(control.value);
    // Of several by one name the typed one stands last.
    else control.value = mine.at(-1) ?? control.value;
    const differs = control.checked !== control.defaultChecked || control.value !== control.defaultValue;
    if (differs) unfold(control);
  }
}

/** What is answered beside these words. @param {HTMLTextAreaElement} field */
const besides = (field) =>
  /** @type {HTMLInputElement[]} */ (
    [...(field.form?.elements ?? [])].filter(
      (one) => one instanceof HTMLInputElement && one.name && one.type !== 'hidden',
    )
  );

/** @param {EventTarget|null} target */
function unfold(target) {
  if (target instanceof Element) target.closest('details')?.setAttribute('open', '');
}

/** Keep the words as they are now. @param {Typing} typing */
async function write(typing) {
  const { field, key } = typing;
  const text = field.value;
  if (!text) await dropDraft(key);
  const controls = besides(field);
  const chosen = controls.filter(({ type, checked }) => type !== 'checkbox' || checked);
  const beside = chosen.map(({ name, value }) => /** @type {[string, string]} */ ([name, value]));
  const never_share = controls.some(({ name, checked }) => name === 'never_share' && checked);
  const draft = { key, user: pageUser, name: nameOf(field), day, text, never_share, beside };
  const kept = text && (await keepDraft({ ...draft, kind: 'text' }));
  field.form?.querySelector('[data-draft-note]')?.toggleAttribute('hidden', !kept);
}

/** @param {HTMLTextAreaElement} field */
const nameOf = (field) => field.dataset.draft ?? '';

/**
 * A form's words are going into the outbox: give the keys of its drafts, which go with that.
 * @param {HTMLFormElement} form
 */
function begin(form) {
  const taken = [...typings].filter(({ field }) => field.form === form);
  for (const typing of taken) typing.still = true;
  return taken.map(({ key }) => key);
}

/**
 * They are there, and what is typed next is something new; or they are not, and stay a draft.
 * @param {HTMLFormElement} form
 * @param {boolean} kept
 */
function end(form, kept) {
  for (const typing of typings) {
    if (typing.field.form !== form) continue;
    typing.still = false;
    if (kept) typing.key = newKey(pageUser, nameOf(typing.field), day);
    void typing.keeping.save();
  }
}
