// <print-page>: a button that prints; hidden without a script, since paper needs the browser's help.

class PrintPage extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector('button')?.addEventListener('click', () => print());
  }
}

customElements.define('print-page', PrintPage);

export {};
