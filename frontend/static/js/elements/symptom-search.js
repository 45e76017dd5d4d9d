// Finds symptoms as one types, by their plain and clinical names in both languages. Without a script a form asks
// the server. What is chosen stays in sight whatever is sought.
const field = /** @type {HTMLInputElement} */ (document.getElementById('q'));
const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-sought]'));

/** What a search compares, as backend/domain/folding.py folds it. @param {string} text */
const fold = (text) =>
  text.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '').normalize('NFC').trim().replace(/\s+/g, ' ');

function find() {
  const sought = fold(field.value);
  for (const row of rows) {
    row.hidden = !row.querySelector('[name="pin"]:checked') && !(row.dataset.sought ?? '').includes(sought);
  }
  const none = [...rows].every((row) => row.hidden || !(row.dataset.sought ?? '').includes(sought));
  document.querySelector('[data-nothing]')?.toggleAttribute('hidden', !none);
}

/** Say when as many are chosen as a check-in asks. */
function count() {
  const place = /** @type {HTMLElement} */ (document.querySelector('[data-count]'));
  const chosen = document.querySelectorAll('[name="pin"]:checked').length;
  place.textContent = (chosen > 3 ? place.dataset.more : chosen === 3 && place.dataset.three) || '';
}

document.addEventListener('change', count);
field.addEventListener('input', find);
field.form?.addEventListener('submit', (event) => {
  event.preventDefault();
  find();
});
for (const plain of document.querySelectorAll('[data-plain]')) plain.setAttribute('hidden', '');
