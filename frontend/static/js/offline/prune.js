// Forgets sent entries, once no page on this phone could show an older state without them.
import { daysAfter } from './day.js';
import { FORMS, pagesOf, placesOf } from './page.js';
import { entries, remove } from './store.js';

/** A page on its way while the entry was sent may still need it. */
const GRACE_MS = 60_000;

/** @param {string} user */
export async function prune(user) {
  const sent = (await entries(user)).filter(
    (one) => one.state === 'acked' && Date.now() - (one.acked_at ?? 0) > GRACE_MS,
  );
  /** @type {string[]} */
  const done = [];
  for (const one of sent) if (await isShown(one)) done.push(one.id);
  if (done.length) await remove(done);
}

/** @param {import('./store.js').Entry} one */
async function isShown(one) {
  const pages = await Promise.all(pagesOf([one.local_date]).map(kept));
  // "Same as yesterday" is said on the page of the day after.
  if (one.type.startsWith('checkin.')) pages.push(await kept(`/check-in?d=${daysAfter(one.local_date, 1)}`));
  pages.push(...(await Promise.all(placesOf(one).map(kept))));
  // When linked movements were last answered is said there on pages of other days too.
  if (one.type.startsWith('synkinesis.')) pages.push(...(await keptOfAnyDay('/check-in')));
  // When a form was last done is said on pages of other days too.
  if (one.type.startsWith('form.')) pages.push(...(await Promise.all(FORMS.map(kept))), ...(await keptOfAnyDay('/check-in')));
  return pages.every((page) => !page || Number(page.headers.get('X-Facekind-Seq')) >= (one.seq ?? 0));
}

/** @param {string} url */
const kept = async (url) => globalThis.caches?.match(url, { ignoreVary: true });

/** What is kept of a page, of whatever day. @param {string} path */
export async function keptOfAnyDay(path) {
  const names = ((await globalThis.caches?.keys()) ?? []).filter((name) => name.startsWith('pages-'));
  const opened = await Promise.all(names.map((name) => caches.open(name)));
  const all = { ignoreSearch: true, ignoreVary: true };
  return (await Promise.all(opened.map((pages) => pages.matchAll(path, all)))).flat();
}
