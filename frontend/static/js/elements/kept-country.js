// <kept-country country="GB">: hands the country of the settings to this phone, where the help page reads
// it without knowing anybody (elements/help-country.js). A choice just saved counts; else the phone's own.

class KeptCountry extends HTMLElement {
  connectedCallback() {
    const country = this.getAttribute('country') ?? '';
    try {
      if (!this.hasAttribute('saved') && localStorage.getItem('facekind:country')) return;
      if (country) localStorage.setItem('facekind:country', country);
      else if (this.hasAttribute('saved')) localStorage.removeItem('facekind:country');
    } catch {
      // A phone that keeps nothing asks again on the help page.
    }
  }
}

customElements.define('kept-country', KeptCountry);

export {};
