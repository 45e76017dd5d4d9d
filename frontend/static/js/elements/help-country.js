// The country a person chose and the numbers they entered. Both stay on this phone and work without
// a connection; nothing is guessed, and nothing is sent.

const COUNTRY = 'facekind:country';

/** The numbers entered, by what they are for, each with the country it was entered for.
 * @type {Record<string, {number: string, country: string}|''>} */
const own = {};

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function write(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // A phone that keeps nothing still shows the number while the page is open.
  }
}

class HelpCountry extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector('select');
    if (!list) return;
    this.querySelector('[data-plain]')?.setAttribute('hidden', '');
    this.#recall(list);
    list.form?.addEventListener('submit', (event) => event.preventDefault());
    list.addEventListener('change', () => {
      write(COUNTRY, list.value);
      this.#show();
    });
    for (const card of this.querySelectorAll('[data-own]')) this.#watch(/** @type {HTMLElement} */ (card));
    this.#show();
    document.querySelector('[data-close]')?.addEventListener('click', goBack);
  }

  /** An address that names a country is a choice too; else the phone's own. @param {HTMLSelectElement} list */
  #recall(list) {
    if (new URLSearchParams(location.search).has('country')) return write(COUNTRY, list.value);
    list.value = read(COUNTRY);
    if (list.selectedIndex < 0) list.value = '';
  }

  get #country() {
    return this.querySelector('select')?.value || 'none';
  }

  /** Show what is for this country. A number entered for it stands in place of ours. */
  #show() {
    const list = this.querySelector('select');
    const country = this.#country;
    for (const card of this.querySelectorAll('[data-own]')) this.#draw(/** @type {HTMLElement} */ (card));
    for (const part of this.querySelectorAll('[data-for]')) {
      const here = (part.getAttribute('data-for') ?? '').split(' ').includes(country);
      const replaced = part.hasAttribute('data-line') && part.closest('[data-has-own]');
      part.toggleAttribute('hidden', !here || Boolean(replaced));
    }
    const name = document.querySelector('[data-country-name]');
    const chosen = list?.value ? list.selectedOptions[0]?.text : '';
    if (name instanceof HTMLElement) name.textContent = chosen || (name.dataset.none ?? '');
    for (const card of this.querySelectorAll('[data-own]')) {
      const none = !card.querySelector('.line:not([hidden]) > a.btn');
      if (none && chosen) card.querySelector('[data-own-details]')?.setAttribute('open', '');
    }
  }

  /** @param {HTMLElement} card */
  #watch(card) {
    const form = card.querySelector('[data-own-details] form');
    const field = form?.querySelector('input');
    if (!form || !field) return;
    card.querySelector('[data-own-details]')?.removeAttribute('hidden');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const digits = field.value.replaceAll(/\D/g, '').length;
      const fine = /^[\d\s+*#()/.-]+$/.test(field.value) && digits >= 2 && digits <= 20;
      form.querySelector('.err')?.toggleAttribute('hidden', fine);
      field.closest('.field')?.classList.toggle('bad', !fine);
      field.setAttribute('aria-invalid', String(!fine));
      if (!fine) return field.focus();
      this.#keep(card, field.value.trim());
      card.querySelector('[data-own-details]')?.removeAttribute('open');
      card.querySelector('a')?.focus();
    });
    card.querySelector('[data-drop]')?.addEventListener('click', () => {
      this.#keep(card, '');
      field.focus();
    });
  }

  /**
   * @param {HTMLElement} card
   * @param {string} number
   */
  #keep(card, number) {
    own[card.dataset.own ?? ''] = number && { number, country: this.#country };
    write(`facekind:${card.dataset.own}`, number);
    write(`facekind:${card.dataset.own}-for`, number && this.#country);
    this.#show();
  }

  /** @param {HTMLElement} card */
  #draw(card) {
    const what = card.dataset.own ?? '';
    own[what] ??= { number: read(`facekind:${what}`), country: read(`facekind:${what}-for`) || 'none' };
    const kept = own[what];
    const number = kept && kept.country === this.#country ? kept.number : '';
    card.toggleAttribute('data-has-own', Boolean(number));
    for (const part of card.querySelectorAll('[data-own-call], [data-drop]')) {
      part.toggleAttribute('hidden', !number);
    }
    const call = card.querySelector('[data-own-call] a');
    const words = call?.querySelector('[data-words]');
    if (!call || !(words instanceof HTMLElement)) return;
    words.textContent = (words.dataset.words ?? '').replace('{number}', () => number);
    call.setAttribute('href', `tel:${number.replaceAll(/[^\d+*#]/g, '')}`);
    const field = card.querySelector('input');
    if (field) field.value = number;
  }
}

/** Close goes back to where the person came from, when that was a page of ours. @param {Event} event */
function goBack(event) {
  if (!document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
  event.preventDefault();
  history.back();
}

customElements.define('help-country', HelpCountry);

export {};
