// Knows which time zone this phone is in. A hidden field takes it as it is; a list offers it in a button.

class ZoneField extends HTMLElement {
  connectedCallback() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone) return;
    const hidden = this.querySelector('input[type="hidden"]');
    if (hidden instanceof HTMLInputElement) hidden.value = zone;
    const list = this.querySelector('select');
    if (list) this.suggest(list, zone);
  }

  /**
   * @param {HTMLSelectElement} list
   * @param {string} zone
   */
  suggest(list, zone) {
    const place = this.querySelector('[data-suggestion]');
    const words = place?.querySelector('[data-zone-words]');
    const known = [...list.options].some((option) => option.value === zone);
    if (!(place instanceof HTMLElement) || !(words instanceof HTMLElement)) return;
    if (!known || list.value === zone) return;
    words.textContent = (words.dataset.zoneWords ?? '{zone}').replace('{zone}', zone.replaceAll('_', ' '));
    place.hidden = false;
    place.querySelector('button')?.addEventListener('click', () => {
      list.value = zone;
      place.hidden = true;
      list.focus();
    });
  }
}

customElements.define('zone-field', ZoneField);

export {};
