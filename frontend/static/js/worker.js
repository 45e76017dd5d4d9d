// The service worker. It serves pages when the network does not, keeps the week, and nothing else:
// it never touches a request that is not a GET. `self.FACEKIND` is written in front by the server.

const worker = /** @type {ServiceWorkerGlobalScope & {
  FACEKIND: {digest: string, precache: string[]}, now?: () => number}} */ (
  /** @type {unknown} */ (self)
);
const { digest, precache } = worker.FACEKIND;
const SHELL = `static-${digest}`;
const DAILY = ['/today', '/check-in', '/journal/new'];
/** A person's pages that are about no day. */
const LASTING = [
  '/library', '/library/steps', '/library/readings', '/today/player', '/check-in/answers',
  '/check-in/function', '/check-in/phq4', '/check-in/phq8', '/check-in/gad7',
  '/check-in/where', '/check-in/linked',
];
/** Pages that look back over everything written; kept without a query, as when they were made. */
const SUMMARY = ['/progress', '/report', '/hand-over'];
/** Where every address leads while the phone is in other hands, and the address that ends it. */
const ASIDE = '/hand-over';
const HOME = '/report';
const GIVEN_BACK = 'given-back';
/** Pages that people come in by: whose pages are kept here need not be who has just come in. */
const DOORS = ['/sign-in', '/join', '/pair', '/enter'];
const PATIENCE_MS = { cached: 1000, missing: 3000, entering: 15_000 };
const STALE_MS = 12 * 3600 * 1000;
const PAST_MS = 8 * 24 * 3600 * 1000;
/** A summary is not made anew for each tick. */
const SUMMARY_REST_MS = 10 * 60 * 1000;
const ANY = { ignoreVary: true };

const now = () => worker.now?.() ?? Date.now();
/** Counts forgettings: what was asked for before one is not kept after it. */
let era = 0;
/** Whether the last request reached the server. */
let online = true;
/** The language of the page that spoke last; '' until one did. */
let tongue = '';
/** Whether the phone was in other hands when its database last answered. */
let handed = false;
/** One warming at a time. @type {Promise<unknown>} */
let warming = Promise.resolve();

worker.addEventListener('install', (event) => {
  // A file's address holds its digest, so the copy the page has just loaded is as good.
  const mode = (/** @type {string} */ url) => (url.startsWith('/static/') ? 'default' : 'reload');
  const fresh = precache.map((url) => new Request(url, { cache: mode(url) }));
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(fresh)));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropCaches('static-', SHELL).then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  const { data, ports } = event;
  if (data === 'SKIP_WAITING') void worker.skipWaiting();
  if (data.forget) event.waitUntil(forget(data.forget).then(() => ports[0].postMessage({})));
  if (data.speak) event.waitUntil((warming = warming.then(() => speak(data.speak)).catch(() => {})));
  if (!data.warm) return;
  warming = warming.then(() => warm(data)).catch(() => false);
  event.waitUntil(warming.then((ready) => ports[0].postMessage({ ready, online })));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(lead(event, url));
  else if (url.pathname.startsWith('/static/')) event.respondWith(asset(request, url.pathname));
  else if (LASTING.includes(url.pathname)) event.respondWith(part(request, url));
});

/**
 * A part of a page: as it is kept, if that is in the language that is read.
 * @param {Request} request
 * @param {URL} url
 */
async function part(request, url) {
  const cached = await find(url);
  if (cached && isRead(cached)) return cached;
  return fetch(request).catch(() => cached ?? Response.error());
}

/**
 * Lead a navigation to where it may go. The doctor's pages are left to the network alone.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function lead(event, url) {
  await inOtherHands();
  const back = url.pathname === HOME && url.searchParams.has(GIVEN_BACK);
  if (back && handed) await giveBack();
  if (back) return Response.redirect(HOME);
  if (handed) return aside(event, url);
  if (url.pathname === '/v' || url.pathname.startsWith('/v/')) return fetch(event.request);
  return navigate(event, url);
}

/**
 * The phone is in other hands: its report as it is kept, and nothing else. Never a dead end: where
 * the report cannot be had, the page about that has the way out too.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function aside(event, url) {
  if (url.pathname !== ASIDE || url.search) return Response.redirect(ASIDE);
  const kept = await find(url);
  if (kept) return kept;
  const network = fetch(event.request).then(keeping(era));
  const answer = await Promise.race([network, pause(PATIENCE_MS.missing)]).catch(() => undefined);
  if (answer?.ok && answer.headers.has('X-Facekind-User')) return answer;
  return (await find(new URL('/offline', url))) ?? Response.error();
}

/** Look up whether the phone is in other hands; a database that hangs leaves it as it was. */
async function inOtherHands() {
  const read = inMeta('readonly', (meta) => meta.get('handed-over'));
  const answer = await Promise.race([read, pause(PATIENCE_MS.cached).then(() => handed)]);
  handed = Boolean(answer);
}

async function giveBack() {
  await inMeta('readwrite', (meta) => meta.delete('handed-over'));
  handed = false;
}

/**
 * Ask what the pages remember (offline/store.js). The database is theirs: it is never made here.
 * @param {IDBTransactionMode} mode
 * @param {(meta: IDBObjectStore) => IDBRequest} ask
 * @returns {Promise<unknown>} undefined where there is none
 */
function inMeta(mode, ask) {
  return new Promise((resolve) => {
    const asked = indexedDB.open('facekind');
    asked.onupgradeneeded = () => asked.transaction?.abort();
    asked.onerror = () => resolve(undefined);
    asked.onsuccess = () => {
      const database = asked.result;
      const transaction = database.transaction('meta', mode, { durability: 'strict' });
      const answer = ask(transaction.objectStore('meta'));
      transaction.oncomplete = () => resolve(answer.result);
      transaction.onabort = () => resolve(undefined);
      database.close();
    };
  });
}

/**
 * Network first, but not for long. An answer that comes too late still refreshes the kept page.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function navigate(event, url) {
  const network = fetch(event.request);
  const kept = network.then(keeping(era));
  event.waitUntil(kept.catch(() => {}));
  const entering = DOORS.includes(new URL(event.request.referrer || 'about:blank').pathname);
  const cached = entering ? undefined : await find(url);
  const missing = entering ? PATIENCE_MS.entering : PATIENCE_MS.missing;
  const first = await Promise.race([
    cached ? kept : network,
    pause(cached && isRead(cached) ? PATIENCE_MS.cached : missing),
  ]).catch(() => undefined);
  online = Boolean(first);
  if (first && !(cached && first.status >= 500)) return first;
  return cached ?? (await find(new URL('/offline', url))) ?? Response.error();
}

/**
 * Find what the phone holds of an address. Without a day it is the page whose day it is now, so that
 * an old day is never shown as today.
 * @param {URL} url
 * @returns {Promise<Response|undefined>}
 */
async function find(url) {
  const { pathname } = url;
  const lasting = isLasting(url);
  if (SUMMARY.includes(pathname) && !lasting) return;
  if (!lasting && !DAILY.includes(pathname)) return (await caches.open(SHELL)).match(pathname, ANY);
  const day = url.searchParams.get('d');
  for (const name of await caches.keys()) {
    if (!name.startsWith('pages-')) continue;
    const pages = await caches.open(name);
    const held =
      lasting || day
        ? await pages.matchAll(lasting ? pathname : `${pathname}?d=${day}`, ANY)
        : (await pages.matchAll(pathname, { ...ANY, ignoreSearch: true })).filter(isNow);
    if (held.length) return held[0];
  }
}

/**
 * Whether it is a page about no day. A summary with a query is another one than the one that is kept.
 * @param {URL} url
 */
const isLasting = ({ pathname, search }) =>
  LASTING.includes(pathname) || (SUMMARY.includes(pathname) && !search);

/**
 * @param {Response} page
 * @param {string} name
 */
const number = (page, name) => Number(page.headers.get(`X-Facekind-${name}`));
/** @param {Response} page */
const isNow = (page) => number(page, 'Begins') <= now() && now() < number(page, 'Ends');

/** @param {Response} page */
const language = (page) => page.headers.get('Content-Language');
/** Whether a page is in the language people read on this phone now. @param {Response} page */
const isRead = (page) => !tongue || language(page) === tongue;

/**
 * Give what keeps a person's page, whole and a day's under its day, and passes every answer on.
 * Sign-in pages, redirects, errors and torn pages are never kept; another person's pages go at once.
 * @param {number} born the era the page was asked for in
 */
const keeping = (born) => async (/** @type {Response} */ answer) => {
  const user = answer.headers.get('X-Facekind-User');
  const url = new URL(answer.url || 'about:blank');
  const { pathname } = url;
  const fit = answer.ok && answer.type === 'basic' && !answer.redirected;
  const lasting = isLasting(url);
  if (!user || !fit || !(lasting || DAILY.includes(pathname))) return answer;
  const body = await answer.clone().blob();
  if (era !== born) return answer;
  await dropCaches('pages-', `pages-${user}`);
  const pages = await caches.open(`pages-${user}`);
  const address = lasting ? pathname : `${pathname}?d=${answer.headers.get('X-Facekind-Day')}`;
  const held = await pages.match(address, ANY);
  const overtaken =
    held && number(held, 'Seq') > number(answer, 'Seq') && now() - number(held, 'Kept') < 60_000;
  if (!overtaken) await put(pages, address, body, answer.headers);
  return answer;
};

/**
 * @param {Cache} pages
 * @param {string} address
 * @param {Blob} body
 * @param {Headers} said
 */
function put(pages, address, body, said) {
  const headers = new Headers(said);
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name);
  headers.set('X-Facekind-Kept', String(now()));
  headers.set('X-Facekind-Digest', digest);
  return pages.put(address, new Response(body, { headers }));
}

/**
 * @param {string} prefix
 * @param {string} except
 */
async function dropCaches(prefix, except) {
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix) && name !== except) await caches.delete(name);
  }
}

/**
 * A page kept before an update asks for files by their old address: give it the new ones.
 * @param {Request} request
 * @param {string} path
 */
async function asset(request, path) {
  const shell = await caches.open(SHELL);
  const renamed = path.replace(/^\/static\/[^/]+/, `/static/${digest}`);
  return (
    (await shell.match(path, ANY)) ??
    (await fetch(request).catch(() => shell.match(renamed, ANY))) ??
    Response.error()
  );
}

/**
 * Bring the asked pages onto the phone, two at a time; those that are missing, older than the plan,
 * the version, half a day or what `others` wrote, or of another day start or language than the page that
 * asks. A summary also when the person's count has moved on, to the `seq` the page knows of. What shows
 * the plan comes first: what must not be done any more is what nobody may miss.
 * @param {{warm: string[], user: string, day: string, begins: number, seq: number, others?: number,
 *   force: boolean, ask?: boolean}} asked
 * @returns {Promise<boolean>} whether everything the week needs is here
 */
async function warm({ warm: urls, user, day, begins, seq, others = 0, force, ask = false }) {
  const born = era;
  const pages = await caches.open(`pages-${user}`);
  const held = async () => Promise.all(urls.map((url) => pages.match(url, ANY)));
  const planOf = (/** @type {Response|undefined} */ one) => (one ? number(one, 'Plan') : 0);
  const moved = (await held()).some(
    (one) => one?.headers.get('X-Facekind-Day') === day && number(one, 'Begins') !== begins,
  );
  let [plan, asking] = [Math.max(...(await held()).map(planOf)), ask || !online];
  const isStale = (/** @type {Response} */ one, /** @type {string} */ url) =>
    force ||
    moved ||
    (!SUMMARY.includes(url) && number(one, 'Seq') < others) ||
    (SUMMARY.includes(url) && number(one, 'Seq') < seq && now() - number(one, 'Kept') > SUMMARY_REST_MS) ||
    now() - number(one, 'Kept') > STALE_MS ||
    one.headers.get('X-Facekind-Digest') !== digest ||
    !isRead(one) ||
    (one.headers.has('X-Facekind-Plan') && number(one, 'Plan') < plan);

  const lane = async (/** @type {string[]} */ queue) => {
    for (let url; (url = queue.shift()); asking = false) {
      const old = await pages.match(url, ANY);
      if (!(old ? isStale(old, url) || asking : !force)) continue;
      await refresh(pages, url, old, born);
      plan = Math.max(plan, planOf(await pages.match(url, ANY)));
    }
  };
  for (const part of [urls.filter(isPlan), urls.filter((url) => !isPlan(url))]) {
    for (let before = -1; before !== plan; ) {
      before = plan;
      const queue = [...part];
      await Promise.all([lane(queue), lane(queue)]);
    }
  }
  if (!force) await dropPast(pages);
  const shell = await caches.open(SHELL);
  const files = await Promise.all(precache.map((url) => shell.match(url, ANY)));
  return [...(await held()), ...files].every(Boolean);
}

/** Whether a page shows the plan. @param {string} url */
const isPlan = (url) => url.startsWith('/today');

/**
 * @param {Cache} pages
 * @param {string} url
 * @param {Response|undefined} old
 * @param {number} born
 */
async function refresh(pages, url, old, born) {
  const headers = new Headers();
  const etag = old?.headers.get('ETag');
  if (etag) headers.set('If-None-Match', etag);
  online = false;
  const signal = AbortSignal.timeout?.(15_000);
  const answer = await fetch(url, { cache: 'no-store', redirect: 'manual', headers, signal });
  online = true;
  if (answer.status === 404) await pages.delete(url, ANY);
  else if (answer.status !== 304) await keeping(born)(answer);
  else if (old && era === born) await put(pages, url, await old.blob(), renewed(old, answer));
}

/**
 * Give what a page says of itself, with the count up to which it has just been found unchanged.
 * @param {Response} old
 * @param {Response} answer
 */
function renewed(old, answer) {
  const headers = new Headers(old.headers);
  const seq = answer.headers.get('X-Facekind-Seq');
  if (seq) headers.set('X-Facekind-Seq', seq);
  return headers;
}

/**
 * Keep the pages that are nobody's in the language that is read now.
 * @param {string} said
 */
async function speak(said) {
  tongue = said;
  const shell = await caches.open(SHELL);
  for (const url of precache.filter((one) => !one.startsWith('/static/'))) {
    const held = await shell.match(url, ANY);
    if (held && isRead(held)) continue;
    const signal = AbortSignal.timeout?.(15_000);
    const answer = await fetch(url, { cache: 'reload', redirect: 'manual', signal });
    if (answer.ok) await shell.put(url, answer);
  }
}

/** Pages of days long over are no use any more. @param {Cache} pages */
async function dropPast(pages) {
  for (const request of await pages.keys()) {
    const page = await pages.match(request, ANY);
    const ended = page && number(page, 'Ends');
    if (ended && ended < now() - PAST_MS) await pages.delete(request, ANY);
  }
}

/** @param {string} user */
async function forget(user) {
  era++;
  await caches.delete(`pages-${user}`);
}

/** @param {number} ms @returns {Promise<undefined>} */
const pause = (ms) => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
