// A scale from 0 to 10: − and + beside the bars, and the answer in words. Without a script the bars
// are eleven radio buttons, and that is all it needs.

const MIDDLE = 5;

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element && target.closest('.scale button[data-by]');
  if (button instanceof HTMLElement) step(button);
  const back = target instanceof Element && target.closest('button[data-clear]');
  if (back) clear(back.closest('fieldset'));
});

document.addEventListener('change', ({ target }) => {
  const scale = target instanceof Element && target.closest('.scale');
  if (scale instanceof HTMLElement) say(scale);
});

/** @param {HTMLElement} button */
function step(button) {
  const radios = [...(button.closest('.scale')?.querySelectorAll('input') ?? [])];
  const now = radios.findIndex(({ checked }) => checked);
  // The first press takes the value of yesterday, where the question knows one.
  const first = button.closest('fieldset')?.dataset.before ?? MIDDLE;
  const to = now < 0 ? Number(first) : now + Number(button.dataset.by);
  const radio = radios[Math.max(0, Math.min(radios.length - 1, to))];
  if (!radio || radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event('change', { bubbles: true }));
}

/**
 * Take the answer to a question back; the focus stays at the question. Other scripts hear a change.
 * @param {HTMLFieldSetElement|null} question
 */
function clear(question) {
  const radio = question?.querySelector('input:checked');
  if (!(radio instanceof HTMLInputElement)) return;
  radio.checked = false;
  radio.dispatchEvent(new Event('change', { bubbles: true }));
  question?.querySelector('input')?.focus();
}

/** @param {HTMLElement} scale */
function say(scale) {
  const place = scale.querySelector('output');
  const chosen = scale.querySelector('input:checked');
  if (place) place.textContent = chosen?.getAttribute('aria-label') ?? place.dataset.none ?? '';
}
