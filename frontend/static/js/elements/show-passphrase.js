// <show-passphrase>: a passphrase field and a button that shows what is typed, for as long as wanted.

class ShowPassphrase extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector('input');
    const button = this.querySelector('button');
    if (!field || !button) return;
    button.hidden = false;
    const show = (/** @type {boolean} */ shown) => {
      field.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
    };
    button.addEventListener('click', () => show(field.type === 'password'));
    // A browser offers to keep what stands in a passphrase field only.
    field.form?.addEventListener('submit', () => show(false));
  }
}

customElements.define('show-passphrase', ShowPassphrase);

export {};
