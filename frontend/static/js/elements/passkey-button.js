// <passkey-button kind="make|use" options="/…" save="/…">: a button that makes or uses a passkey.
// Hidden where the browser cannot. It sends the form's fields marked data-with; an answer names the
// page to go on to, unless somebody hears `passkey-done` and prevents that.
import { canPasskeys, makePasskey, usePasskey } from '../passkeys.js';

/** @typedef {Record<string, unknown>} Json */

/** A refusal that says why, in words for the person. */
class Refused extends Error {}

/** The server could not be reached. */
class Away extends Error {}

class PasskeyButton extends HTMLElement {
  #busy = false;

  connectedCallback() {
    this.hidden = !canPasskeys();
    this.querySelector('button')?.addEventListener('click', () => void this.#press());
  }

  async #press() {
    if (this.#busy) return;
    this.#busy = true;
    this.toggleAttribute('data-busy', true);
    this.#say('');
    try {
      await this.#through();
    } catch (fault) {
      this.#say(this.#words(fault));
    } finally {
      this.#busy = false;
      this.removeAttribute('data-busy');
    }
  }

  async #through() {
    const fields = this.#fields();
    const options = await ask(this.getAttribute('options') ?? '', fields);
    const through = this.getAttribute('kind') === 'make' ? makePasskey : usePasskey;
    const credential = await through(options);
    const answer = await ask(this.getAttribute('save') ?? '', { ...fields, credential });
    const done = new CustomEvent('passkey-done', { bubbles: true, cancelable: true, detail: answer });
    if (this.dispatchEvent(done)) follow(answer.next);
  }

  /** @returns {Json} */
  #fields() {
    const all = /** @type {NodeListOf<HTMLInputElement>|undefined} */ (
      this.closest('form')?.querySelectorAll('[name][data-with]')
    );
    return Object.fromEntries([...(all ?? [])].map(({ name, value }) => [name, value]));
  }

  /** @param {unknown} fault */
  #words(fault) {
    const { cancelled, known, offline, failed } = this.dataset;
    if (fault instanceof Refused) return fault.message || failed;
    if (fault instanceof Away) return offline;
    const name = fault instanceof DOMException ? fault.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return cancelled;
    return name === 'InvalidStateError' ? known : failed;
  }

  /** @param {string|undefined} words */
  #say(words) {
    const place = this.querySelector('[data-said]');
    if (place) place.textContent = words ?? '';
  }
}

/**
 * Ask the server. Rejects with Refused, or Away.
 * @param {string} path
 * @param {Json} body
 * @returns {Promise<Json>}
 */
async function ask(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    credentials: 'same-origin',
    redirect: 'error',
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Away();
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.detail ?? '');
  return answer;
}

/** Go on, to a page of ours only. @param {unknown} next */
function follow(next) {
  const to = new URL(String(next ?? '/'), location.origin);
  if (to.origin === location.origin) location.assign(to);
}

customElements.define('passkey-button', PasskeyButton);

export {};
