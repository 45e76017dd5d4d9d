// Sends what is in the outbox. Delivery is at least once; the event's id makes its effect exactly once.
import { overlay } from './overlay.js';
import { main, owner, within } from './page.js';
import { rewarm } from './register.js';
import { known, showStatus } from './status.js';
import { change, entries, setMeta, wholes } from './store.js';

/** @typedef {import('./store.js').Entry} Entry */
/** @typedef {{id: string, status: string, seq?: number, reason?: string}} Result */

const MOST = 50;
const LARGEST = 200_000;
const LONGEST_WAIT_MS = 60_000;
const SENT = ['id', 'type', 'local_date', 'tz', 'offset_min', 'occurred_at', 'payload'];

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('facekind') : null;
/** @type {Promise<void>|null} */
let running = null;
let again = false;
let wait = 0;
let busy = 0;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

/**
 * Send everything that waits. Called often and from everywhere; at most one runs in a page.
 * @returns {Promise<void>} once nothing waits any more, or it has to be tried later
 */
export function drain() {
  again = Boolean(running);
  running ??= attempt().finally(() => {
    running = null;
    if (again) void drain();
  });
  return running;
}

/** Tell the other pages of this phone, so that they show it and send it too. @param {object} news */
export const tell = (news) => channel?.postMessage(news);

/** Listen for what makes sending worth another try. */
export function watchSync() {
  const afresh = () => {
    if (document.hidden) return;
    wait = 0;
    void drain();
  };
  for (const name of ['online', 'pageshow']) addEventListener(name, afresh);
  addEventListener('offline', () => void showStatus());
  document.addEventListener('visibilitychange', afresh);
  channel?.addEventListener('message', async (event) => {
    const gone = event.data.forgotten;
    if (gone && gone === (await owner())) return location.replace('/');
    await overlay();
    await drain();
  });
}

async function attempt() {
  clearTimeout(timer);
  const user = await owner();
  if (user) {
    const reach = await alone(user);
    if (reach === 'sent' || reach === 'nothing') wait = 0;
    else if (!document.hidden) later();
    if (reach !== 'busy') known.reach = reach;
    if (reach !== 'busy' && reach !== 'nothing') known.offline = reach === 'offline';
  }
  await showStatus();
}

function later() {
  wait = Math.min(LONGEST_WAIT_MS, wait * 2 || 1000);
  timer = setTimeout(drain, wait * (0.5 + Math.random() / 2));
}

/**
 * Let one page of this phone send at a time. It only saves traffic: a page that was frozen while it
 * held the lock must not stop the others for good.
 * @param {string} user
 * @returns {Promise<string>}
 */
async function alone(user) {
  if (!navigator.locks) return all(user);
  return navigator.locks.request(`facekind-${user}`, { ifAvailable: true }, (lock) => {
    if (!lock && ++busy < 3) return 'busy';
    busy = 0;
    return all(user);
  });
}

/**
 * @param {string} user
 * @returns {Promise<string>} sent, nothing, or why the rest has to wait
 */
async function all(user) {
  let most = MOST;
  let reach = 'nothing';
  for (;;) {
    const batch = cut(await entries(user).catch(() => []), most);
    if (!batch.length) return reach;
    const answer = await send(user, batch);
    if (typeof answer === 'string' && answer !== 'too much') return answer;
    if (typeof answer !== 'string') await consume(batch, answer);
    else if (batch.length > 1) most = Math.ceil(batch.length / 2);
    else await consume(batch, [{ id: batch[0].id, status: 'rejected' }]);
    reach = 'sent';
  }
}

/**
 * Take the oldest entries that fit into one request; a single one always fits. A form goes whole: the
 * server puts the clock right once a request, and no answer may seem to follow the form's finish.
 * @param {Entry[]} all
 * @param {number} most
 */
function cut(all, most) {
  /** @type {Entry[]} */
  const batch = [];
  let size = 0;
  for (const thing of wholes(all.filter(({ state }) => state === 'pending'))) {
    size += new Blob([JSON.stringify(thing)]).size;
    if (batch.length && (size > LARGEST || batch.length + thing.length > most)) break;
    batch.push(...thing);
  }
  return batch;
}

/**
 * @param {string} user
 * @param {Entry[]} batch
 * @returns {Promise<Result[]|string>} the results in the order sent, or why there are none
 */
async function send(user, batch) {
  const events = batch.map(asSent);
  const body = JSON.stringify({ v: 1, user, sent_at: new Date().toISOString(), events });
  /** @type {Response} */
  let response;
  try {
    response = await fetch('/sync', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      redirect: 'error',
      signal: within(10_000),
      body,
    });
    if (response.ok) return checked((await response.json()).results, batch) ?? 'later';
  } catch (fault) {
    return fault instanceof SyntaxError ? 'later' : 'offline';
  }
  return { 401: 'sign-in', 409: 'sign-in', 413: 'too much' }[response.status] ?? 'later';
}

/** An entry as the server takes it; the rest stays on the phone. @param {Entry} entry */
export const asSent = (entry) =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => SENT.includes(name)));

/**
 * Believe only an answer that speaks of exactly what was sent; a captive portal's does not.
 * @param {unknown} results
 * @param {Entry[]} batch
 * @returns {Result[]|null}
 */
function checked(results, batch) {
  if (!Array.isArray(results) || results.length !== batch.length) return null;
  const fits = results.every(
    (one, n) =>
      one?.id === batch[n].id &&
      (isKept(one) ? Number.isInteger(one.seq) : ['rejected', 'conflict'].includes(one.status)),
  );
  return fits ? results : null;
}

/** @param {Result} one */
const isKept = (one) => one.status === 'applied' || one.status === 'duplicate';

/** Pages of whatever day that say when the form was last done. */
function pagesOfForm() {
  const week = main.dataset.week?.split(',') ?? [];
  return ['/check-in/function', ...week.map((one) => `/check-in?d=${one}`)];
}

/**
 * Note what became of each entry; one that was refused stays, with its text and the reason.
 * @param {Entry[]} batch
 * @param {Result[]} results
 */
async function consume(batch, results) {
  /** @type {Map<string, Partial<Entry>>} */
  const changes = new Map();
  for (const one of results) {
    const { id, seq, reason } = one;
    if (isKept(one)) changes.set(id, { state: 'acked', seq, acked_at: Date.now() });
    else changes.set(id, { state: 'rejected', reason });
  }
  await change(changes);
  await setMeta('sent_at', Date.now());
  tell({ sent: true });
  await overlay();
  await showStatus();
  const kept = results.filter(isKept);
  const sent = batch.filter((one) => kept.some((k) => k.id === one.id));
  const formDone = sent.some(({ type }) => type === 'form.finish');
  rewarm(sent.map((one) => one.local_date), formDone ? pagesOfForm() : []);
}
