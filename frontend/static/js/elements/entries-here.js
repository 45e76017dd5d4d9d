// <entries-here>: says how many entries this phone holds that have not been sent, whoever wrote them.
// They are kept by person and wait for theirs; nobody who comes in here sends or loses them.
import { open, wholes } from '../offline/store.js';

class EntriesHere extends HTMLElement {
  connectedCallback() {
    const count = () => void this.#count().catch(() => {});
    count();
    // What this page sends meanwhile is not here any more.
    const watched = { attributeFilter: ['data-waiting', 'data-sync'] };
    new MutationObserver(count).observe(document.documentElement, watched);
  }

  async #count() {
    const held = wholes(await everybodys()).length;
    const place = this.querySelector('p');
    this.hidden = !held;
    if (!held || !place) return;
    const words = place.dataset[held === 1 ? 'one' : 'other'] ?? '';
    const said = words.replace('{n}', String(held));
    if (place.textContent !== said) place.textContent = said;
  }
}

/** @returns {Promise<import('../offline/store.js').Entry[]>} */
async function everybodys() {
  const asked = (await open()).transaction('outbox').objectStore('outbox').getAll();
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result.filter(({ state }) => state !== 'acked'));
    asked.onerror = () => reject(asked.error);
  });
}

customElements.define('entries-here', EntriesHere);

// A second link opened in the same tab changes only what is behind the #.
addEventListener('hashchange', () => {
  const said = location.hash.slice(1);
  const field = /** @type {HTMLInputElement|null} */ (document.querySelector('[data-from-fragment]'));
  if (said && field && !document.getElementById(said)) field.value = said;
});
