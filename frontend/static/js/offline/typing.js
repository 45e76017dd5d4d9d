// What is being typed, kept from the first key. A page that has a field for it loads this.
import { draftsOf, dropDraft, keepDraft, newKey } from './drafts.js';
import { takings } from './forms.js';
import { day, pageUser } from './page.js';

/**
 * A field that is typed into. `behind`: the phone does not have its words yet. `writing`: they are on
 * their way. `still`: they are being taken into the outbox, so nothing is kept meanwhile.
 * @typedef {{field: HTMLTextAreaElement, key: string, behind: boolean, writing: boolean, still: boolean}} Typing
 */

/** @type {Map<EventTarget, Typing>} */
const typings = new Map();

/** Put drafts back, and keep on keeping them. */
export async function watchTyping() {
  if (!day) return;
  for (const field of document.querySelectorAll('textarea')) {
    const name = field.dataset.draft;
    const key = name && newKey(pageUser, name, day);
    if (key) typings.set(field, { field, key, behind: false, writing: false, still: false });
  }
  document.addEventListener('input', ({ target }) => {
    for (const typing of typings.values()) {
      if (target === typing.field || target === switchOf(typing)) void save(typing);
    }
  });
  for (const name of ['visibilitychange', 'pagehide']) addEventListener(name, hurry, true);
  takings.begin = begin;
  takings.end = end;
  await restore();
}

/**
 * Put back what was typed last, but never over what is typed already: somebody may have begun before the
 * draft was read. Then the draft keeps its key and the new words have their own, and both stay on this
 * phone. Two tabs with one field keep their own words on the screen, too; what was typed last is what the
 * next page begins with, and a tab that began with another's words goes on under their key.
 */
async function restore() {
  for (const typing of typings.values()) if (typed(typing.field)) void save(typing);
  const held = (await draftsOf(pageUser)).filter((one) => one.day === day && one.text);
  for (const typing of typings.values()) {
    const { field } = typing;
    const mine = held.filter(({ name }) => name === field.dataset.draft);
    if (typed(field)) goOn(typing, mine);
    const [draft] = mine;
    if (!draft?.text || typing.behind || typing.writing || typed(field)) continue;
    typing.key = draft.key;
    if (draft.text === field.value) continue;
    field.value = draft.text;
    const off = switchOf(typing);
    if (off && draft.never_share !== undefined) off.checked = draft.never_share;
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

/** Keep the words, the newest last; one at a time is on its way. @param {Typing} typing */
async function save(typing) {
  typing.behind = true;
  if (typing.writing) return;
  typing.writing = true;
  while (typing.behind && !typing.still) await write(typing);
  typing.writing = false;
}

/** @param {Typing} typing */
async function write(typing) {
  const { field, key } = typing;
  const text = field.value;
  typing.behind = false;
  if (!text) await dropDraft(key);
  const never_share = switchOf(typing)?.checked;
  const draft = { key, user: pageUser, name: nameOf(field), day, text, never_share };
  const kept = text && (await keepDraft({ ...draft, kind: 'text' }));
  field.form?.querySelector('[data-draft-note]')?.toggleAttribute('hidden', !kept);
}

/** The switch that keeps these words out of every report. @param {Typing} typing */
const switchOf = ({ field }) =>
  /** @type {HTMLInputElement|null} */ (field.form?.querySelector('[name="never_share"]') ?? null);

/** @param {HTMLTextAreaElement} field */
const nameOf = (field) => field.dataset.draft ?? '';

/** The page may be gone in a moment: what is behind goes now, after what is on its way. */
function hurry() {
  for (const typing of typings.values()) if (typing.behind && !typing.still) void write(typing);
}

/**
 * A form's words are going into the outbox: give the keys of its drafts, which go with that.
 * @param {HTMLFormElement} form
 */
function begin(form) {
  const taken = [...typings.values()].filter(({ field }) => field.form === form);
  for (const typing of taken) typing.still = true;
  return taken.map(({ key }) => key);
}

/**
 * They are there, and what is typed next is something new; or they are not, and stay a draft.
 * @param {HTMLFormElement} form
 * @param {boolean} kept
 */
function end(form, kept) {
  for (const typing of typings.values()) {
    if (typing.field.form !== form) continue;
    typing.still = false;
    if (kept) typing.key = newKey(pageUser, nameOf(typing.field), day);
    void save(typing);
  }
}
