// What is being typed, kept from the first key. It is put back at load and never over typed text.
import { day, pageUser } from './page.js';

/**
 * @param {string} user
 * @param {string} [rest]
 */
export const draftKey = (user, rest = '') => `facekind:draft:${user}:${rest}`;

/** @param {HTMLTextAreaElement} field */
const keyOf = (field) => draftKey(pageUser, `${field.dataset.draft}:${day}`);

/** Put drafts back, and keep on keeping them. */
export function watchDrafts() {
  if (!day) return;
  for (const field of document.querySelectorAll('textarea')) restore(field);
  document.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement && target.dataset.draft) save(target);
  });
}

/** @param {HTMLTextAreaElement} field */
function restore(field) {
  if (!field.dataset.draft) return;
  if (field.value !== field.defaultValue) return save(field);
  const draft = read(keyOf(field));
  if (!draft || draft === field.value) return;
  field.value = draft;
  note(field, true);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** @param {HTMLTextAreaElement} field */
function save(field) {
  try {
    if (field.value) localStorage.setItem(keyOf(field), field.value);
    else localStorage.removeItem(keyOf(field));
    note(field, Boolean(field.value));
  } catch {
    note(field, false);
  }
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {boolean} kept
 */
function note(field, kept) {
  field.form?.querySelector('[data-draft-note]')?.toggleAttribute('hidden', !kept);
}

/** Empty a form's drafts: what they said is in the outbox now. @param {HTMLFormElement} form */
export function dropDrafts(form) {
  for (const field of form.querySelectorAll('textarea')) {
    if (!field.dataset.draft) continue;
    field.value = field.defaultValue = '';
    save(field);
  }
}
