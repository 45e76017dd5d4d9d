// Forms as this phone's outbox knows them: what was answered of each, and which were finished.
import { currentDay } from './day.js';
import { pageUser } from './page.js';
import { entries } from './store.js';

/** @typedef {import('./store.js').Entry} Entry */

/**
 * `begun` and `closed` are days, `at` and `closedAt` moments; `refused`: the server did not take all of it.
 * @typedef {{id: string, instrument: string, begun: string, at: number, said: Entry[], closed: string,
 *   closedAt: number, refused: boolean}} Filled
 */

/** Give the forms that are still in the outbox, in the order they were begun. @returns {Promise<Filled[]>} */
export async function filled() {
  const all = await entries(pageUser).catch(() => []);
  /** @type {Map<string, Filled>} */
  const found = new Map();
  for (const one of all.filter(({ type }) => type.startsWith('form.'))) {
    const { form_id: id, instrument } = /** @type {Record<string, string>} */ (one.payload);
    const [day, at] = [one.local_date, Date.parse(one.occurred_at)];
    const form = found.get(id) ?? {
      id, instrument, begun: day, at, said: [], closed: '', closedAt: 0, refused: false,
    };
    found.set(id, form);
    if (one.state === 'rejected') form.refused = true;
    else if (one.type === 'form.answer') form.said.push(one);
    else if (!form.closed) [form.closed, form.closedAt] = [day, at];
  }
  return [...found.values()];
}

/**
 * The answers that stand in a form.
 * @param {Entry[]} said
 * @returns {Record<string, number>}
 */
export const standing = (said) =>
  Object.fromEntries(said.map(({ payload }) => [payload.item, Number(payload.answer)]));

/**
 * Whether another long form was finished today, here or as far as the page knows: then this one waits.
 * @param {HTMLFormElement} form
 */
export async function longDone({ dataset }) {
  const [today, others] = [currentDay(), dataset.others?.split(' ') ?? []];
  if (dataset.longOn === today) return true;
  return (await filled()).some(({ instrument, closed }) => closed === today && others.includes(instrument));
}
