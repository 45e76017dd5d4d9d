// Draws over the page what it does not know yet: entries not sent, and sent ones newer than the page.
import { applyEvent, settle } from '../draw.js';
import { day, pageUser, seq } from './page.js';
import { entries } from './store.js';
import { madeAt, moment } from './uuid7.js';

/** Ids drawn on this page: they are drawn again when they have been sent, to lose their mark. */
const drawn = new Set();

/**
 * @param {import('./store.js').Entry} a
 * @param {import('./store.js').Entry} b
 */
const byTime = (a, b) =>
  a.occurred_at < b.occurred_at || (a.occurred_at === b.occurred_at && a.id < b.id) ? -1 : 1;

/**
 * Draw what was just done: the newest of all, so nothing else has to be drawn again.
 * @param {import('./store.js').Entry} entry
 */
export function draw(entry) {
  drawn.add(entry.id);
  applyEvent(entry, { unsent: true });
  settle();
}

/** Draw everything, in the order it happened. Safe to repeat. */
export async function overlay() {
  if (!day) return;
  const waiting = (await entries(pageUser))
    .filter((one) => one.state === 'pending' || (one.state === 'acked' && isNews(one)))
    .sort(byTime);
  for (const one of waiting) {
    // Its id is made a little later than its time: what comes next is after both.
    moment(Math.max(Date.parse(one.occurred_at) || 0, madeAt(one.id)) + 1);
    drawn.add(one.id);
    applyEvent(one, { unsent: one.state === 'pending' });
  }
  settle();
}

/** @param {import('./store.js').Entry} one */
const isNews = (one) => drawn.has(one.id) || (one.seq ?? 0) > seq;
