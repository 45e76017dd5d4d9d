// <copy-text>: a text field and a button that copies it. Where copying is not allowed the text is
// selected instead, and the person is told; without a script the field is there to select from.

class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button');
    button?.removeAttribute('hidden');
    button?.addEventListener('click', () => void this.#copy());
  }

  async #copy() {
    const field = /** @type {HTMLTextAreaElement|HTMLInputElement|null} */ (this.querySelector('textarea, input'));
    if (!field) return;
    try {
      await navigator.clipboard.writeText(field.value);
      this.#say(this.dataset.copied);
    } catch {
      field.focus();
      field.select();
      this.#say(this.dataset.selected);
    }
  }

  /** @param {string|undefined} words */
  #say(words) {
    const place = this.querySelector('[role="status"]');
    if (place) place.textContent = words ?? '';
  }
}

customElements.define('copy-text', CopyText);

// A link to a field behind a disclosure opens it.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

addEventListener('hashchange', openTarget);
openTarget();

export {};
