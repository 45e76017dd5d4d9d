// A visit to the page of a day: which check-in its answers belong to. It is remembered on the phone, so that a
// reload or another tab goes on with it, and is over when the page was left for a while.
import { keep } from './offline/outbox.js';
import { daysAfter } from './offline/day.js';
import { day, pageUser, seq } from './offline/page.js';
import { entries, inStore, meta, setMeta } from './offline/store.js';

/**
 * Answers by the names of their fields: numbers, `tags` and `note`; what is taken back is undefined.
 * @typedef {Record<string, any>} Answers
 */
/** @typedef {{id: string, day: string, answers: Answers, at: number}} Visit */

const LEFT_MS = 15 * 60_000;
const RATING = 'rating:';
const KEY = `visit:${pageUser}`;
/** The visit this page is in, as it knows it. */
let here = '';
/** What this page itself keeps, so that it knows it from what an undo does. @type {WeakSet<object>} */
const own = new WeakSet();

/** Whether there is anything among answers. @param {Answers} answers */
export const says = (answers) => Object.keys(answers).length > 0;

/** The visit there is now, in this tab or another. @returns {Promise<Visit|null>} */
export async function visitNow() {
  const held = /** @type {Visit|null} */ (await meta(KEY).catch(() => null)) ?? null;
  const goesOn = held?.day === day && (held.id === here || Date.now() - held.at < LEFT_MS);
  here = goesOn ? (held?.id ?? '') : '';
  return goesOn ? held : null;
}

/** Somebody leaves the page: from now on the time counts. */
export async function goOn() {
  const visit = await visitNow();
  here = '';
  if (visit) await setMeta(KEY, { ...visit, at: Date.now() }).catch(() => {});
}

/** End the visit; the next one may be about a check-in there is. @param {{id: string, answers: Answers}} [next] */
export async function endVisit(next) {
  here = next?.id ?? '';
  if (next) await setMeta(KEY, { ...next, day, at: Date.now() }).catch(() => {});
  else await inStore('meta', 'readwrite', (store) => store.delete(KEY)).catch(() => {});
}

/**
 * Keep new answers with those of the visit: as a check-in of its own, or a change of it. Rejects when the phone
 * could not.
 * @param {Answers} fresh
 * @param {string[]} drafts that become this
 */
export async function changeEntry(fresh, drafts) {
  await alone(() => put(fresh, drafts));
}

/** Do something while no other tab changes the visit. @param {() => Promise<any>} work @returns {Promise<any>} */
const alone = (work) => (navigator.locks ? navigator.locks.request(KEY, work) : work());

/**
 * Let the visit say what its check-in says now; it ends with one that was taken out.
 * @param {(id: string) => Promise<Answers|null>} read
 * @returns {Promise<Answers>}
 */
export const agree = (read) => alone(async () => {
  const visit = await visitNow();
  if (!visit) return {};
  const answers = await read(visit.id);
  await endVisit(answers ? { id: visit.id, answers } : undefined);
  return answers ?? {};
});

/** @param {Answers} fresh @param {string[]} drafts */
async function put(fresh, drafts) {
  const visit = await visitNow();
  const before = visit?.answers ?? {};
  const answers = Object.fromEntries(
    Object.entries({ ...before, ...fresh }).filter(([, said]) => said !== undefined && String(said) !== ''),
  );
  if (JSON.stringify(answers) === JSON.stringify(before)) return;
  if (!says(answers)) {
    if (visit) await said('checkin.remove', { of: visit.id }, drafts);
    return endVisit();
  }
  const entry = visit
    ? await said('checkin.edit', { of: visit.id, ...payloadOf(answers) }, drafts)
    : await said('checkin.add', payloadOf(answers), drafts);
  await endVisit({ id: visit?.id ?? entry.id, answers });
}

/** @param {string} type @param {Record<string, unknown>} payload @param {string[]} drafts */
function said(type, payload, drafts) {
  own.add(payload);
  return keep(type, payload, { day, drafts });
}

/**
 * An undo changes the check-in of the visit, or takes it away.
 * @param {import('./draw.js').Entry} event
 * @returns {Promise<boolean>} whether it was the visit's own, and nothing is news
 */
export async function hear({ id, type, payload }) {
  if (own.has(payload) || !type.startsWith('checkin.')) return true;
  const visit = await visitNow();
  if (type === 'checkin.remove' && payload.of === visit?.id) await endVisit();
  if (type === 'checkin.edit' && payload.of === visit?.id) await endVisit({ id: payload.of, answers: answersOf(payload) });
  if (type === 'checkin.add' && !visit) await endVisit({ id, answers: answersOf(payload) });
  return false;
}

/** Give what an event says by the names of the form's fields. @param {Record<string, any>} payload @returns {Answers} */
export function answersOf({ of, symptoms = [], ...rest }) {
  const rated = symptoms.map((/** @type {any} */ one) => [
    `${RATING}${one.zone ?? ''}:${one.side ?? ''}:${one.key}`,
    one.rating,
  ]);
  const said = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries([...said, ...rated]);
}

/** The other way round. @param {Answers} answers @returns {Record<string, any>} */
export function payloadOf(answers) {
  const named = Object.entries(answers);
  const symptoms = named.filter(([name]) => name.startsWith(RATING)).map(([name, rating]) => {
    const [zone, side, ...key] = name.slice(RATING.length).split(':');
    return { key: key.join(':'), ...(zone && { zone }), ...(side && { side }), rating };
  });
  const rest = Object.fromEntries(named.filter(([name]) => !name.startsWith(RATING)));
  return symptoms.length ? { ...rest, symptoms } : rest;
}

/**
 * What was rated last on the day before: as the page knows it, and then what it does not know yet.
 * @param {string} [told] check-ins of the day before, newest first, as JSON
 * @returns {Promise<Answers>}
 */
export async function before(told) {
  /** @type {Map<string, Answers>} */
  const said = new Map(JSON.parse(told ?? '[]').reverse().map((/** @type {any} */ { id, ...one }) => [id, answersOf(one)]));
  const news = (await entries(pageUser).catch(() => [])).filter(
    (one) =>
      one.local_date === daysAfter(day, -1) &&
      one.type.startsWith('checkin.') &&
      (one.state === 'pending' || (one.state === 'acked' && (one.seq ?? 0) > seq)),
  );
  for (const { id, type, payload } of news.sort((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1))) {
    if (type === 'checkin.remove') said.delete(String(payload.of));
    else said.set(String(payload.of ?? id), answersOf(payload));
  }
  const { mood, tags, note, ...rated } = Object.assign({}, ...said.values());
  return rated;
}
