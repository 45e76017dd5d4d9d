// <install-button>: shown where the browser offers to install Facekind by itself; a press lets it ask.

class InstallButton extends HTMLElement {
  /** @type {any} */
  #offer = null;

  connectedCallback() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer = event;
      this.hidden = false;
    });
    addEventListener('appinstalled', () => (this.hidden = true));
    this.querySelector('button')?.addEventListener('click', () => void this.#ask());
  }

  async #ask() {
    const offer = this.#offer;
    this.#offer = null;
    if (!offer) return;
    await offer.prompt();
    const { outcome } = await offer.userChoice;
    this.hidden = outcome === 'accepted';
  }
}

customElements.define('install-button', InstallButton);

export {};
