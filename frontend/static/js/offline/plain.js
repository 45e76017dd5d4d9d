// The way of a form that the phone could not keep: straight to the server. Loaded only then, and not kept on
// the phone: without a connection there is no such way.
import { dropDraft } from './drafts.js';
import { takings } from './forms.js';
import { pageUser, within } from './page.js';
import { open } from './store.js';
import { uuid7 } from './uuid7.js';

/** What was posted last, and its id: an answer that was lost does not make it two. */
let last = { said: '', id: '' };

/**
 * Post it when this phone has no database at all, or the person presses again: the words said that it is
 * not saved. Whatever else happens, what was typed stays on the screen.
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} button
 * @param {string[]} [drafts] keys of the drafts that it was made from
 * @param {string} [id] of the event
 */
export async function post(form, button, drafts = takings.begin(form), id = uuid7()) {
  const full = await open().then(Boolean, () => false);
  if (full && form.dataset.plain === 'first') return takings.end(form, false);
  fill(form, { id: '', ...pressed(button) });
  const said = form.action + fieldsOf(form);
  if (said !== last.said) last = { said, id };
  fill(form, { id: last.id });
  const address = await accepted(form).catch(() => '');
  if (!address) return takings.end(form, false);
  for (const key of drafts) await dropDraft(key);
  location.assign(address);
}

/**
 * Let the server have it. An answer that is a page to be read (please sign in, please look again) is
 * left to the browser, which shows it.
 * @param {HTMLFormElement} form
 * @returns {Promise<string>} where it leads once it is kept, '' while it is not. Rejects without a server.
 */
async function accepted(form) {
  const answer = await fetch(form.action, {
    method: 'POST',
    body: fieldsOf(form),
    signal: within(10_000),
  });
  if (answer.redirected && answer.ok && answer.headers.get('X-Facekind-User') === pageUser) return answer.url;
  if (answer.status < 500) HTMLFormElement.prototype.submit.call(form);
  return '';
}

/** @param {HTMLFormElement} form */
const fieldsOf = (form) => new URLSearchParams(/** @type {any} */ (new FormData(form)));

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} fields
 */
function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === 'hidden') field.value = value;
    else form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
}

/** @param {HTMLElement|null} button @returns {Record<string, string>} */
const pressed = (button) =>
  button instanceof HTMLButtonElement && button.name ? { [button.name]: button.value } : {};
