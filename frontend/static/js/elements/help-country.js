// The country a person chose and the numbers they entered. Both stay on this phone and work offline;
// nothing is guessed, and nothing is sent.

const COUNTRY = 'facekind:country';

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
    const asked = new URLSearchParams(location.search).get('country');
    if (!list) return;
    this.querySelector('[data-plain]')?.setAttribute('hidden', '');
    const known = [...list.options].some((option) => option.value === read(COUNTRY));
    if (asked !== null) write(COUNTRY, list.value);
    else list.value = known ? read(COUNTRY) : '';
    list.addEventListener('change', () => {
      write(COUNTRY, list.value);
      this.#show(list);
    });
    list.form?.addEventListener('submit', (event) => event.preventDefault());
    for (const own of this.querySelectorAll('[data-own]')) this.#keep(/** @type {HTMLElement} */ (own), list);
    this.#show(list);
    this.#leave();
  }

  /** Show what is for this country, and a number of one's own in place of ours. @param {HTMLSelectElement} list */
  #show(list) {
    const country = list.value || 'none';
    for (const part of this.querySelectorAll('[data-for]')) {
      const here = (/** @type {HTMLElement} */ (part).dataset.for ?? '').split(' ').includes(country);
      const card = part.closest('section');
      const listed = part.closest('[data-listed]') || part.hasAttribute('data-without');
      part.toggleAttribute('hidden', !here || Boolean(listed && card?.hasAttribute('data-has-own')));
    }
    const name = document.querySelector('[data-country-name]');
    const chosen = list.value ? list.selectedOptions[0]?.text : '';
    if (name instanceof HTMLElement) name.textContent = chosen || (name.dataset.none ?? '');
    for (const own of this.querySelectorAll('[data-own]')) {
      const lines = own.closest('section')?.querySelectorAll('[data-listed] [data-for]:not([hidden])').length;
      const without = list.value && !lines && !own.closest('[data-has-own]');
      if (without) own.querySelector('details')?.setAttribute('open', '');
    }
  }

  /**
   * @param {HTMLElement} own
   * @param {HTMLSelectElement} list
   */
  #keep(own, list) {
    const key = `facekind:${own.dataset.own}`;
    const form = own.querySelector('form');
    const field = own.querySelector('input');
    const error = own.querySelector('.err');
    if (!form || !field || !error) return;
    own.hidden = false;
    let number = read(key);
    const draw = () => {
      own.closest('section')?.toggleAttribute('data-has-own', Boolean(number));
      for (const part of own.querySelectorAll('[data-own-call]')) part.toggleAttribute('hidden', !number);
      const words = own.querySelector('[data-words]');
      if (words instanceof HTMLElement) {
        words.textContent = (words.dataset.words ?? '').replace('{number}', number);
      }
      own.querySelector('a')?.setAttribute('href', `tel:${number.replaceAll(/[^\d+*#]/g, '')}`);
      field.value = number;
      this.#show(list);
    };
    const keep = (/** @type {string} */ said) => {
      number = said;
      write(key, said);
      draw();
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const said = field.value.trim();
      const digits = said.replaceAll(/\D/g, '').length;
      const fine = /^[\d\s+*#()/.-]+$/.test(said) && digits >= 2 && digits <= 20;
      error.toggleAttribute('hidden', fine);
      own.classList.toggle('bad', !fine);
      field.setAttribute('aria-invalid', String(!fine));
      if (!fine) return field.focus();
      keep(said);
      own.querySelector('details')?.removeAttribute('open');
      own.querySelector('a')?.focus();
    });
    own.querySelector('[data-drop]')?.addEventListener('click', () => {
      keep('');
      field.focus();
    });
    draw();
  }

  /** Close goes back to where the person came from, when that was one of our own pages. */
  #leave() {
    const close = document.querySelector('[data-close]');
    close?.addEventListener('click', (event) => {
      if (!document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
      event.preventDefault();
      history.back();
    });
  }
}

customElements.define('help-country', HelpCountry);

export {};
