// Handing the phone over: only once the report is surely on it, so that nobody is left with a blank page.
import { ASIDE, handOver } from './offline/hands.js';
import { within } from './offline/page.js';
import { bring } from './offline/register.js';

const PATIENCE_MS = 4000;

/** Take over every way to hand the phone over on this page. */
export function watchHandOver() {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('[data-hand-over]');
    if (!link) return;
    event.preventDefault();
    void enter(link.parentElement);
  });
}

/** @param {HTMLElement|null} place holds the link, and the place for what has to be said */
async function enter(place) {
  if (!(await isHere())) return refuse(place, 'noPage');
  try {
    await handOver();
  } catch {
    return refuse(place, 'noStorage');
  }
  location.replace(ASIDE);
}

/** Whether the report will open: kept by the worker, or to be had from the server. */
async function isHere() {
  const worker = navigator.serviceWorker;
  if (worker) await Promise.race([bring(ASIDE).catch(() => {}), pause()]);
  if (worker && (await globalThis.caches?.match(ASIDE, { ignoreVary: true }))) return true;
  const asked = { method: 'HEAD', redirect: /** @type {RequestRedirect} */ ('error') };
  return fetch(ASIDE, { ...asked, signal: within(PATIENCE_MS) }).then(({ ok }) => ok, () => false);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

/**
 * @param {HTMLElement|null} place
 * @param {string} why
 */
function refuse(place, why) {
  const told = /** @type {HTMLElement|null|undefined} */ (place?.querySelector('[data-refused]'));
  if (!told) return;
  told.textContent = told.dataset[why] ?? '';
  told.hidden = false;
}
