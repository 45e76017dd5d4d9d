// Sends what is in the outbox. Delivery is at least once; the event's id makes its effect exactly once.
import { overlay } from './overlay.js';
import { FORMS, main, owner, placesOf, reachable, within } from './page.js';
import { heard, rewarm } from './register.js';
import { known, showStatus } from './status.js';
import { change, entries, setMeta, wholes } from './store.js';

/** @typedef {import('./store.js').Entry} Entry */
/** @typedef {{id: string, status: string, seq?: number, reason?: string, field?: string}} Result */
/** @typedef {{results: Result[], seq: number}} Answer */

const MOST = 50;
const LARGEST = 200_000;
const LONGEST_WAIT_MS = 60_000;
/** When so many alone made the server fail in a row, it is the server and not they. */
const ENOUGH = 3;
/** What a refusal of all that was sent means, by its status. Anything else is tried later. @type {Record<number, string>} */
const MEANS = { 401: 'sign-in', 409: 'other', 400: 'refused', 413: 'refused', 422: 'refused', 500: 'failed' };
const SENT = ['id', 'type', 'local_date', 'tz', 'offset_min', 'occurred_at', 'payload'];

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('facekind') : null;
/** @type {Promise<void>|null} */
let running = null;
let again = false;
let wait = 0;
/** How long the server asked to be left alone. */
let asked = 0;
let busy = 0;
/** How many entries go at once: fewer after the server stumbled. */
let most = MOST;
/** Entries that made the server fail: all others go before them. @type {Set<string>} */
const lame = new Set();
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
  for (const name of ['online', 'offline', 'pageshow']) addEventListener(name, afresh);
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
  asked = 0;
  const user = await owner();
  if (user) {
    const reach = await alone(user).catch(() => 'later');
    if (reach === 'nothing' && known.offline) known.offline = !(await reachable());
    if (reach !== 'busy' && reach !== 'nothing') known.offline = reach === 'offline';
    if (reach !== 'busy') known.reach = reach;
    if ((reach === 'sent' || reach === 'nothing') && !known.offline) wait = 0;
    else if (!document.hidden) later();
  }
  await showStatus();
}

function later() {
  wait = Math.min(LONGEST_WAIT_MS, wait * 2 || 1000);
  timer = setTimeout(drain, Math.max(Math.min(LONGEST_WAIT_MS, asked), wait * (0.5 + Math.random() / 2)));
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
 * Send all there is. Where the server stumbles over many, fewer are sent, down to the one that it
 * stumbles over: that one waits or needs the person, and the others go.
 * @param {string} user
 * @returns {Promise<string>} sent, nothing, or why the rest has to wait
 */
async function all(user) {
  /** @type {Set<string>} */
  const failed = new Set();
  for (let reach = 'nothing', fails = 0; ; ) {
    const waiting = (await entries(user)).filter(({ id, state }) => state === 'pending' && !failed.has(id));
    const sound = waiting.filter(({ id }) => !lame.has(id));
    const batch = cut(sound.length ? sound : waiting);
    if (!batch.length) return failed.size ? 'later' : reach;
    const answer = await send(user, batch);
    if ('results' in answer) {
      await consume(user, batch, answer);
      most = Math.min(MOST, most * 2);
      fails = 0;
      reach = 'sent';
    } else if (answer.reach !== 'refused' && answer.reach !== 'failed') return answer.reach;
    else if (wholes(batch).length > 1) most = Math.ceil(batch.length / 2);
    else if (answer.reach === 'refused') await refuse(batch, answer.reason);
    else {
      for (const { id } of batch) {
        lame.add(id);
        failed.add(id);
      }
      if (++fails === ENOUGH) return 'later';
    }
  }
}

/**
 * Take the oldest entries that fit into one request; a single one always fits. A form goes whole: the
 * server puts the clock right once a request, and no answer may seem to follow the form's finish. Of one
 * that was answered more often than fits, what was said last goes with the finish.
 * @param {Entry[]} all
 */
function cut(all) {
  /** @type {Entry[]} */
  const batch = [];
  let size = 0;
  for (const thing of wholes(all).flatMap(halved)) {
    size += new Blob([JSON.stringify(thing)]).size;
    if (batch.length && (size > LARGEST || batch.length + thing.length > most)) break;
    batch.push(...thing);
  }
  return batch;
}

/** @param {Entry[]} thing @returns {Entry[][]} */
const halved = (thing) =>
  thing.length > MOST ? [...halved(thing.slice(0, -MOST)), thing.slice(-MOST)] : [thing];

/**
 * @param {string} user
 * @param {Entry[]} batch
 * @returns {Promise<Answer|{reach: string, reason?: string}>} the results in the order sent, or why there
 *   are none
 */
async function send(user, batch) {
  const events = batch.map(asSent);
  const body = JSON.stringify({ v: 1, user, sent_at: new Date().toISOString(), events });
  try {
    const answer = await fetch('/sync', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      redirect: 'error',
      signal: within(10_000),
      body,
    });
    const said = await answer.json().catch(() => null);
    if (answer.ok) return checked(said, batch) ? said : { reach: 'later' };
    const after = answer.headers.get('Retry-After') ?? '';
    asked = 1000 * Number(after) || Date.parse(after) - Date.now() || 0;
    return { reach: meaning(answer.status, said), reason: said?.detail };
  } catch {
    return { reach: 'offline' };
  }
}

/**
 * Only our own server judges what was sent; that it is too long, anybody on the way may find.
 * @param {number} status
 * @param {{status?: number}|null} said
 */
function meaning(status, said) {
  const reach = MEANS[status] ?? 'later';
  return reach === 'refused' && status !== 413 && said?.status !== status ? 'later' : reach;
}

/** An entry as the server takes it; the rest stays on the phone. @param {Entry} entry */
export const asSent = (entry) =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => SENT.includes(name)));

/**
 * Believe only an answer that speaks of exactly what was sent; a captive portal's does not.
 * @param {Answer|null} said
 * @param {Entry[]} batch
 */
function checked(said, batch) {
  const results = said?.results;
  if (!Array.isArray(results) || results.length !== batch.length) return false;
  return results.every(
    (one, n) =>
      one?.id === batch[n].id &&
      (isKept(one) ? Number.isInteger(one.seq) : ['rejected', 'conflict'].includes(one.status)),
  );
}

/** @param {Result} one */
const isKept = (one) => one.status === 'applied' || one.status === 'duplicate';

/**
 * Pages of whatever day that say what was answered of a form, and those that ask for another one.
 * @param {Entry[]} sent
 */
function pagesOfForms(sent) {
  const week = main.dataset.week?.split(',') ?? [];
  const done = sent.some(({ type }) => type === 'form.finish');
  if (done) return [...FORMS, ...week.map((one) => `/check-in?d=${one}`)];
  return FORMS.filter((path) => sent.some(({ payload }) => path.endsWith(`/${payload.instrument}`)));
}

/**
 * Note what became of each entry; one that was refused stays, with its text and the reason.
 * @param {string} user
 * @param {Entry[]} batch
 * @param {Answer} answer
 */
async function consume(user, batch, { results, seq }) {
  /** @type {Map<string, Partial<Entry>>} */
  const changes = new Map();
  for (const one of results) {
    const { id, reason, field } = one;
    if (isKept(one)) changes.set(id, { state: 'acked', seq: one.seq, acked_at: Date.now() });
    else changes.set(id, { state: 'rejected', reason, field, refused: /** @type {any} */ (one.status) });
  }
  await change(changes);
  await setMeta('sent_at', Date.now());
  // It is drawn while the next batch is on its way.
  void showConsumed().catch(() => {});
  const kept = results.filter(isKept);
  const sent = batch.filter((one) => kept.some((k) => k.id === one.id));
  rewarm([], sent.flatMap(placesOf));
  const foreign = await heard(user, seq, kept.map((one) => one.seq ?? 0)).catch(() => true);
  rewarm(sent.map((one) => one.local_date), pagesOfForms(sent), foreign);
}

/**
 * The server will not have this one, whatever it is sent with.
 * @param {Entry[]} thing
 * @param {string} [reason]
 */
async function refuse(thing, reason) {
  await change(new Map(thing.map(({ id }) => [id, { state: 'rejected', refused: 'rejected', reason }])));
  await showConsumed();
}

async function showConsumed() {
  tell({ sent: true });
  await overlay();
  await showStatus();
}
