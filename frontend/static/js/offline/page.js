// What the page says of itself. A page without a person (help, about, this phone) has no day either.
import { meta } from './store.js';

export const main = document.getElementById('main') ?? document.body;

/** The key of the person the server made this page for; '' on public pages. */
export const pageUser = document.body.dataset.user ?? '';

/** The day on the screen, YYYY-MM-DD; '' when the page is not about a day of somebody's. */
export const day = pageUser && Number(main.dataset.ends) > 0 ? (main.dataset.day ?? '') : '';

export const begins = Number(main.dataset.begins);
export const ends = Number(main.dataset.ends);

/** The person's count of writes that this page already shows. */
export const seq = Number(main.dataset.seq ?? 0);

/** Paths of the three pages of a day. The worker has the same list. */
export const DAILY = ['/today', '/check-in', '/journal/new'];

/** Paths of a person's pages that are about no day. The worker has the same list. */
export const LASTING = [
  '/library', '/library/steps', '/library/readings', '/today/player', '/check-in/answers',
  '/check-in/function', '/check-in/phq4', '/check-in/phq8', '/check-in/gad7',
  '/check-in/where', '/check-in/linked',
];

/** Of these, the pages of forms. What one says depends on what was answered of another. */
export const FORMS = LASTING.filter((path) => /function|phq|gad/.test(path));

/**
 * Which of them show an entry: the face map what has a place, and linked movements their own.
 * @param {{type: string, payload: Record<string, unknown>}} entry
 */
export function placesOf({ type, payload }) {
  if (type.startsWith('synkinesis.')) return ['/check-in/linked'];
  const placed = type !== 'checkin.add' || JSON.stringify(payload).includes('"zone"');
  return type.startsWith('checkin.') && placed ? ['/check-in/where'] : [];
}

/** Paths of the pages that look back over everything written. The worker has the same list. */
export const SUMMARY = ['/progress', '/report', '/hand-over'];

/** Whose phone this is: the page's person, else the last one seen here. @returns {Promise<string>} */
export const owner = async () => pageUser || String((await meta('user').catch(() => '')) ?? '');

/**
 * Give the addresses of the three pages of each day.
 * @param {Iterable<string>} days
 */
export const pagesOf = (days) => [...days].flatMap((d) => DAILY.map((path) => `${path}?d=${d}`));

/**
 * A signal that stops a request after a while, in old browsers too.
 * @param {number} ms
 */
export function within(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms);
  return stop.signal;
}

/** Whether the server answers. Only asking tells: the browser's own word for it is often wrong. */
export async function reachable() {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', redirect: 'error', signal: within(3000) });
    return answer.ok;
  } catch {
    return false;
  }
}
