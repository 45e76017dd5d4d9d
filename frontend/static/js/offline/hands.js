// Whose hands the phone is in. Handed over, no page but the report stays on its screen: the worker sees
// to each address, and this to pages that were open before, or that came past the worker.
import { main } from './page.js';
import { meta, setMeta } from './store.js';

/** The page of a phone that is handed over, and how its way out is marked. The worker has the same. */
export const ASIDE = '/hand-over';
const GIVEN_BACK = 'given-back';
const KEY = 'handed-over';

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('facekind-hands') : null;

/** Leave for the report if the phone is handed over, now and whenever the page comes back. */
export async function watchHands() {
  if (new URLSearchParams(location.search).has(GIVEN_BACK)) await giveBack();
  for (const name of ['pageshow', 'focus']) addEventListener(name, look);
  document.addEventListener('visibilitychange', look);
  channel?.addEventListener('message', look);
  await look();
}

async function look() {
  const handed = Boolean(await meta(KEY).catch(() => false));
  document.documentElement.toggleAttribute('data-handed', handed);
  if (!handed) return;
  if (location.pathname !== ASIDE) return location.replace(ASIDE);
  const instead = /** @type {HTMLTemplateElement|null} */ (document.querySelector('[data-handed-page]'));
  if (instead) main.replaceChildren(instead.content.cloneNode(true));
}

/** Remember that the phone is handed over. Rejects when the phone could not keep that. */
export async function handOver() {
  await setMeta(KEY, true);
  channel?.postMessage({});
}

async function giveBack() {
  await setMeta(KEY, false).catch(() => {});
  history.replaceState(null, '', location.pathname);
  channel?.postMessage({});
}
