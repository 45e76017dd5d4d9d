// <share-link>: hands the page's link to the phone's own sheet, where the browser has one.

class ShareLink extends HTMLElement {
  connectedCallback() {
    if (!('share' in navigator)) return;
    this.hidden = false;
    this.querySelector('button')?.addEventListener('click', () => {
      const address = document.getElementById('address');
      const url = address instanceof HTMLTextAreaElement ? address.value : '';
      // Closing the sheet is no mistake.
      void navigator.share({ url }).catch(() => {});
    });
  }
}

customElements.define('share-link', ShareLink);

export {};
