// Says what became of a change of the plan, keeps the focus sensible after a swap, and never lets a
// page of another address be put into the plan.

/** @typedef {{response?: {status: number, raw: Response}}} Context */

class PlanEditor extends HTMLElement {
  #title = document.title;

  connectedCallback() {
    this.addEventListener('submit', ignoreDisabled, true);
    this.addEventListener('htmx:before:response', leave);
    this.addEventListener('htmx:after:swap', (event) => this.#say(/** @type {CustomEvent} */ (event)));
    this.addEventListener('htmx:error', () => this.#tell(this.dataset.failed ?? ''));
  }

  /** @param {CustomEvent} event */
  #say(event) {
    const status = /** @type {Context} */ (event.detail.ctx).response?.status;
    const errors = this.querySelector('.errsum');
    document.title = this.#title;
    if (status === 422 && errors instanceof HTMLElement) {
      document.title = `${this.dataset.error} ${this.#title}`;
      this.#tell('');
      return errors.focus();
    }
    const total = this.querySelector('[data-total]')?.textContent?.trim() ?? '';
    this.#tell(`${this.dataset.saved} ${total}`);
    if (document.activeElement === document.body) this.querySelector('#plan')?.closest('main')?.focus();
  }

  /** @param {string} words */
  #tell(words) {
    const place = this.querySelector('[role="status"]');
    if (place) place.textContent = words;
  }
}

/** A sign-in that ended, or a step that is gone, is a page of its own. @param {Event} event */
function leave(event) {
  const { response } = /** @type {Context} */ (/** @type {CustomEvent} */ (event).detail.ctx);
  const ours = response && new URL(response.raw.url).pathname.startsWith('/plan');
  if (ours && (response.status === 200 || response.status === 422)) return;
  event.preventDefault();
  location.assign('/plan');
}

/** The first step cannot go up; its button stays, so that the focus has a place. @param {SubmitEvent} event */
function ignoreDisabled(event) {
  if (event.submitter?.getAttribute('aria-disabled') !== 'true') return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

customElements.define('plan-editor', PlanEditor);

export {};
