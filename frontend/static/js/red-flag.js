// Signs in what somebody rates: a card over the whole screen, or a quiet line where it is only "soon". The page has
// the words (templates/components/red_flag.html). What was rated is kept before; the card only tells.
import { day, pageUser } from './offline/page.js';
import { meta, setMeta } from './offline/store.js';

/** What was told on this page, should the phone not remember. @type {Set<string>} */
const told = new Set();

/**
 * Find what a rating is a sign of.
 * @param {string} symptom
 * @param {number} rating
 * @returns {HTMLElement|null} the card, or the quiet line, as the page has it
 */
export function flagFor(symptom, rating) {
  const words = /** @type {HTMLTemplateElement|null} */ (document.querySelector('template[data-red-flags]'));
  const found = /** @type {HTMLElement|null|undefined} */ (
    words?.content.querySelector(`[data-symptom="${CSS.escape(symptom)}"]`)
  );
  return found && rating >= Number(found.dataset.from) ? found : null;
}

/**
 * Tell what a rating is a sign of, if it is: a card once a day for each symptom, a quiet line each time.
 * @param {string} symptom
 * @param {number} rating
 * @param {Element|null} [after] where a quiet line stands
 */
export async function showFlag(symptom, rating, after = null) {
  const quiet = after?.parentElement?.querySelector(`[data-quiet][data-symptom="${CSS.escape(symptom)}"]`);
  quiet?.remove();
  const found = flagFor(symptom, rating);
  if (!found) return;
  if ('quiet' in found.dataset) return after?.after(found.cloneNode(true));
  if (await wasTold(symptom)) return;
  await open(/** @type {HTMLDialogElement} */ (found.cloneNode(true)));
}

/** Whether it was told today; from now on it was. @param {string} symptom */
async function wasTold(symptom) {
  if (told.has(symptom)) return true;
  told.add(symptom);
  const key = `red-flags:${pageUser}`;
  const held = /** @type {any} */ (await meta(key).catch(() => null));
  const known = held?.day === day ? held.known : [];
  if (known.includes(symptom)) return true;
  await setMeta(key, { day, known: [...known, symptom] }).catch(() => {});
  return false;
}

/** Show a card until somebody goes on; the focus comes back to where it was. @param {HTMLDialogElement} card */
async function open(card) {
  const before = document.activeElement;
  document.body.append(card);
  card.querySelector('[data-go-on]')?.addEventListener('click', () => card.close());
  card.showModal();
  await new Promise((resolve) => card.addEventListener('close', resolve, { once: true }));
  card.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
}
