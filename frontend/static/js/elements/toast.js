// The sentence after an action and its undo: six seconds, longer while somebody is at it. One at a
// time; what the newer replaces can still be taken back from its own row.
import { inverse, moodWord, wholeDate } from '../draw.js';
import { keep } from '../offline/outbox.js';
import { day } from '../offline/page.js';

/** @typedef {import('../draw.js').Entry} Entry */

const SECONDS = 6;
const place = document.getElementById('toasts');
const template = /** @type {HTMLTemplateElement|null} */ (document.getElementById('toast'));
/** @type {import('../draw.js').Said|null} */
let back = null;
let undoing = false;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

document.addEventListener('facekind:keeping', (event) => {
  back = inverse(/** @type {CustomEvent<Entry>} */ (event).detail);
});

document.addEventListener('facekind:kept', (event) => {
  const entry = /** @type {CustomEvent<Entry>} */ (event).detail;
  const undo = back;
  if (!undoing) sayNow(sentence(entry), undo ? () => takeBack(entry, undo) : undefined);
});

for (const name of ['pointerenter', 'focusin']) place?.addEventListener(name, () => clearTimeout(timer));
for (const name of ['pointerleave', 'focusout']) place?.addEventListener(name, wait);

/**
 * Say something for a moment, with a way to take it back if there is one. Nothing when it is empty.
 * @param {string} said
 * @param {() => unknown} [undo]
 */
export function sayNow(said, undo) {
  if (!said) return;
  const toast = template?.content.firstElementChild?.cloneNode(true);
  if (!(toast instanceof HTMLElement) || !place) return;
  const words = toast.querySelector('[data-words]');
  if (words) words.textContent = said;
  const button = toast.querySelector('button');
  if (button && undo) button.onclick = undo;
  else button?.remove();
  place.replaceChildren(toast);
  wait();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => place?.replaceChildren(), SECONDS * 1000);
}

/** @param {Entry} event */
function sentence({ type, payload, about, local_date }) {
  const words = template?.dataset ?? {};
  const [noun, verb] = type.split('.');
  const kind = verb === 'add' && (payload.mood || about) ? 'mood' : { add: 'added', edit: 'edited', remove: 'removed' }[verb];
  const key = noun === 'item' ? payload.state : noun === 'day' ? payload.kind : kind;
  if (type === 'journal.add' && local_date !== day) {
    return (words.filed ?? '').replace('{t}', wholeDate(new Date(local_date)));
  }
  const name = payload.mood ? moodWord(Number(payload.mood)) : about;
  return (words[String(key)] ?? '').replace('{t}', name ?? '');
}

/**
 * @param {Entry} event
 * @param {import('../draw.js').Said} undo
 */
async function takeBack(event, undo) {
  undoing = true;
  await keep(undo.type, undo.payload, { day: event.local_date, about: event.about }).catch(() => {});
  undoing = false;
  place?.replaceChildren();
  const { item_id: item, occurrence: occ } = undo.payload;
  const step = item && document.querySelector(`.step[data-item="${item}"][data-occ="${occ}"]`);
  const heir = step?.querySelector('.tick') ?? document.getElementById('main');
  if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
}
