// The worker: registering it, offering its updates, and keeping the week on the phone.
import { whenClean } from './day.js';
import { begins, day, LASTING, main, pagesOf, pageUser, seq, SUMMARY } from './page.js';
import { keptOfAnyDay, prune } from './prune.js';
import { known, showStatus } from './status.js';
import { entries, meta, setMeta } from './store.js';

const HOUR_MS = 3600 * 1000;
const offer = document.getElementById('update');
/** Days to read again, gathered for a moment. @type {Set<string>} */
const again = new Set();
/** Other addresses to read again with them. @type {Set<string>} */
const otherPages = new Set();
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;
let lookedAt = Date.now();
/** Whether others have written since the week was read, as an answer told. */
let news = false;

/**
 * Register the worker and warm the week. Without one the outbox works all the same.
 * @param {() => Promise<void>} findOut tries again and again, as long as there is no connection
 */
export async function watchWorker(findOut) {
  await tellPlan();
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
  const look = () => void warmWeek(true).then(() => (known.offline ? findOut() : undefined));
  // The browser's own word for it is no more than a reason to find out.
  for (const name of ['online', 'offline']) addEventListener(name, look);
  document.addEventListener('htmx:after:swap', look);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    look();
    if (Date.now() - lookedAt > HOUR_MS) void registration.update().catch(() => {});
    lookedAt = Date.now();
  });
  const { active } = await worker.ready;
  active?.postMessage({ speak: document.documentElement.lang });
  await warmWeek();
  if (known.offline) await findOut();
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

/**
 * Bring the week's pages onto the phone, and say so on the page once they are there.
 * @param {boolean} [ask] ask the server what is new, even if everything seems to be here
 */
export async function warmWeek(ask = false) {
  const week = main.dataset.week;
  if (!pageUser || !week) return;
  await heard(pageUser, seq);
  const { ready, online } = await warm([...pagesOf(week.split(',')), ...LASTING], { ask });
  known.offline = !online;
  for (const place of [document.documentElement, main]) {
    place.toggleAttribute('data-offline-ready', ready);
  }
  await tellPlan();
  await prune(pageUser);
  await showStatus();
  await keepSummary();
}

/**
 * Take in how far the person's count is. What this phone's own entries do not explain was written on
 * another device, or is a change of the plan: pages from before it are read again.
 * @param {string} user
 * @param {number} count
 * @param {number[]} [own] counts of this phone's own entries
 * @returns {Promise<boolean>} whether others have written
 */
export async function heard(user, count, own = []) {
  const { known: before = 0, others } = await seen(user);
  // A server that came back from a copy counts from there again. An answer tells; a kept page is only older.
  const restored = own.length > 0 && count < before;
  if (count <= before && !restored) return false;
  const foreign = before > 0 && count - own.filter((one) => one > before).length > before;
  await setMeta(`seen:${user}`, { known: count, others: foreign ? count : Math.min(others, count) });
  return foreign;
}

/** @param {string} user @returns {Promise<{known?: number, others: number}>} */
const seen = async (user) =>
  /** @type {any} */ (await meta(`seen:${user}`).catch(() => null)) ?? { others: 0 };

/** Say on a day's page that the phone has seen a newer plan than the one it shows. */
async function tellPlan() {
  const note = document.querySelector('[data-newer-plan]');
  if (!note) return;
  const isNewer = (/** @type {Response} */ { headers }) =>
    Number(headers.get('X-Facekind-Plan')) > Number(main.dataset.plan) &&
    (headers.get('X-Facekind-Day') ?? '') <= day;
  note.toggleAttribute('hidden', !(await keptOfAnyDay('/today')).some(isNewer));
}

/** Keep the pages that look back, about as new as what this phone knows to have been written. */
async function keepSummary() {
  const sent = (await entries(pageUser).catch(() => [])).map((one) => one.seq ?? 0);
  const { ready } = await warm(SUMMARY, { known: Math.max(seq, ...sent) });
  document.documentElement.toggleAttribute('data-summary-ready', ready);
}

/** Bring one page onto the phone as it is now, or leave it as it is kept. @param {string} url */
export async function bring(url) {
  await warm([url], { force: true });
  await warm([url]);
}

/**
 * Read the pages of these days again soon, and these others: something on them has been sent.
 * @param {string[]} days
 * @param {string[]} [others] addresses
 * @param {boolean} [foreign] whether another device has written too: then the whole week
 */
export function rewarm(days, others = [], foreign = false) {
  if (!navigator.serviceWorker) return;
  for (const one of days) again.add(one);
  for (const one of others) otherPages.add(one);
  news ||= foreign;
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const urls = [...pagesOf(again), ...otherPages];
    again.clear();
    otherPages.clear();
    if (news) await warmWeek();
    news = false;
    if (pageUser && urls.length) await warm(urls, { force: true });
    if (pageUser) await keepSummary();
  }, 1500);
}

/**
 * @param {string[]} urls
 * @param {{force?: boolean, ask?: boolean, known?: number}} [how] read them again even if they are fresh,
 *   or the first of them; the person's newest count that this phone knows of
 * @returns {Promise<{ready: boolean, online: boolean}>}
 */
async function warm(urls, { force = false, ask = false, known = seq } = {}) {
  const { active } = await navigator.serviceWorker.ready;
  const { others } = await seen(pageUser);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    active?.postMessage({ warm: urls, user: pageUser, day, begins, seq: known, others, force, ask }, [port2]);
  });
}
