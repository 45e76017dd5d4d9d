// The worker: registering it, offering its updates, and keeping the week on the phone.
import { whenClean } from './day.js';
import { begins, day, LASTING, main, pagesOf, pageUser, seq, SUMMARY } from './page.js';
import { prune } from './prune.js';
import { known, showStatus } from './status.js';
import { entries, setMeta } from './store.js';

const HOUR_MS = 3600 * 1000;
const offer = document.getElementById('update');
/** Days to read again, gathered for a moment. @type {Set<string>} */
const again = new Set();
/** Other addresses to read again with them. @type {Set<string>} */
const otherPages = new Set();
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;
let lookedAt = Date.now();

/** Register the worker and warm the week. Without one the outbox works all the same. */
export async function watchWorker() {
  const worker = navigator.serviceWorker;
  if (pageUser) await setMeta('user', pageUser).catch(() => {});
  if (!worker) return;
  let had = Boolean(worker.controller);
  worker.addEventListener('controllerchange', () => {
    if (had && worker.controller) whenClean(reloadOnce);
    had = true;
  });
  const registration = await worker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
  offerWaiting(registration);
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', () => offerWaiting(registration));
  });
  addEventListener('online', warmWeek);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    void warmWeek();
    if (Date.now() - lookedAt > HOUR_MS) void registration.update().catch(() => {});
    lookedAt = Date.now();
  });
  const { active } = await worker.ready;
  active?.postMessage({ speak: document.documentElement.lang });
  await warmWeek();
}

let reloaded = false;
function reloadOnce() {
  if (reloaded) return;
  reloaded = true;
  location.reload();
}

/** @param {ServiceWorkerRegistration} registration */
function offerWaiting({ waiting }) {
  const button = offer?.querySelector('button');
  if (!offer || !button || !waiting || !navigator.serviceWorker.controller) return;
  offer.hidden = button.disabled = false;
  button.onclick = () => {
    button.disabled = true;
    whenClean(() => waiting.postMessage('SKIP_WAITING'));
  };
}

/** Bring the week's pages onto the phone, and say so on the page once they are there. */
export async function warmWeek() {
  const week = main.dataset.week;
  if (!pageUser || !week) return;
  const { ready, online } = await warm([...pagesOf(week.split(',')), ...LASTING], false);
  known.offline = !online;
  for (const place of [document.documentElement, main]) {
    place.toggleAttribute('data-offline-ready', ready);
  }
  await prune(pageUser);
  await showStatus();
  await keepSummary();
}

/** Keep the pages that look back, about as new as what this phone knows to have been written. */
async function keepSummary() {
  const sent = (await entries(pageUser).catch(() => [])).map((one) => one.seq ?? 0);
  const { ready } = await warm(SUMMARY, false, Math.max(seq, ...sent));
  document.documentElement.toggleAttribute('data-summary-ready', ready);
}

/** Bring one page onto the phone as it is now, or leave it as it is kept. @param {string} url */
export async function bring(url) {
  await warm([url], true);
  await warm([url], false);
}

/**
 * Read the pages of these days again soon, and these others: something on them has been sent.
 * @param {string[]} days
 * @param {string[]} [others] addresses
 */
export function rewarm(days, others = []) {
  if (!navigator.serviceWorker) return;
  for (const one of days) again.add(one);
  for (const one of others) otherPages.add(one);
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const urls = [...pagesOf(again), ...otherPages];
    again.clear();
    otherPages.clear();
    if (pageUser && urls.length) await warm(urls, true);
    if (pageUser) await keepSummary();
  }, 1500);
}

/**
 * @param {string[]} urls
 * @param {boolean} force read them again even if they are fresh
 * @param {number} [known] the person's newest count that this phone knows of
 * @returns {Promise<{ready: boolean, online: boolean}>}
 */
async function warm(urls, force, known = seq) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    active?.postMessage({ warm: urls, user: pageUser, day, begins, seq: known, force }, [port2]);
  });
}
