// What the phone keeps beside the entries: whose days open without a connection, and by which plan.
import { currentDay } from '../day.js';
import { main } from '../page.js';
import { keptOfAnyDay } from '../prune.js';
import { list, one, place, reveal, row, word, write } from './place.js';
import { dayName } from './telling.js';

/** @typedef {{day: string, now: boolean, page: Response}} Held */

/** Days whose Today is on this phone, and whether it is that day now. @returns {Promise<Held[]>} */
export async function heldDays() {
  const held = (await keptOfAnyDay('/today')).map((page) => {
    const told = (/** @type {string} */ what) => page.headers.get(`X-Facekind-${what}`) ?? '';
    const now = Number(told('Begins')) <= Date.now() && Date.now() < Number(told('Ends'));
    return { day: told('Day'), now, page };
  });
  return held.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The person's day now. This page is nobody's, so a kept page says whose days these are. */
export async function today() {
  const held = await heldDays();
  const now = held.find((one) => one.now);
  if (now) return now.day;
  const said = await saidBy(held.at(-1));
  if (said.zone) main.dataset.zone = said.zone;
  if (said.dayStarts) main.dataset.dayStarts = said.dayStarts;
  return currentDay();
}

/** What a kept page says of itself. @param {Held} [held] */
async function saidBy(held) {
  const page = (await held?.page.clone().text()) ?? '';
  const said = (/** @type {string} */ name) => page.match(`data-${name}="([^"]*)"`)?.[1] ?? '';
  return { planOn: said('plan-on'), zone: said('zone'), dayStarts: said('day-starts') };
}

export async function showHeld() {
  const days = one('[data-list="days"]') ? await heldDays() : [];
  list('days', days, ({ day, now }) => `${day} ${now}`, dayLink);
  reveal('today', days.some(({ now }) => now));
  if (!place.dataset.version) return;
  const { planOn } = await saidBy(days.find(({ now }) => now) ?? days.at(-1));
  if (planOn) write(one('[data-plan-on]'), dayName(planOn, true));
  const kept = await navigator.storage?.persisted?.().catch(() => undefined);
  if (kept !== undefined) write(one('[data-storage]'), word(kept ? 'storage kept' : 'storage open'));
}

/** @param {Held} held */
function dayLink({ day, now }) {
  const made = row('days', { t: dayName(day), m: now ? word('now') : '' });
  const link = /** @type {HTMLAnchorElement|null} */ (one('a', made));
  if (link) link.href = now ? '/today' : `/today?d=${day}`;
  return made;
}
