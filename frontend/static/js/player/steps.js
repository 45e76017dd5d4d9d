// Reads from the page of the day what the player needs of a step.

/**
 * @typedef {object} Item one occurrence of a planned step, as it is played
 * @property {string} item
 * @property {number} occurrence
 * @property {string} title
 * @property {string} line the one rule beside it
 * @property {string} kind active, stretch, care, calm, body or rx
 * @property {number} seconds 0: no clock, done with a tap
 * @property {{repeats: number, hold: number, rest: number}|null} pace
 * @property {number} cap minutes of warmth at which it ends; 0 without warmth
 * @property {boolean} capped whether the plan asked for more than the cap
 */

/** @typedef {HTMLLIElement} Row */

/** Kinds that begin with a tap: the cloth has to be wrung out, the shoes put on. */
const PREPARED = ['body', 'rx'];

/** @param {Item} step */
export const needsPreparing = ({ kind, cap }) => cap > 0 || PREPARED.includes(kind);

/**
 * The rows to play: from the next step to the last that is left, or a single other one.
 * @param {Row} row where the person pressed Start
 * @returns {Row[]}
 */
export function rowsFrom(row) {
  if (!row.closest('[data-group="next"]')) return [row];
  return [...rowsIn('next'), ...rowsIn('after')];
}

/** @param {string} group @returns {Row[]} */
const rowsIn = (group) => [...document.querySelectorAll(`[data-group="${group}"] .step[data-item]`)].map(
  (one) => /** @type {Row} */ (one),
);

/** @param {{item: string, occurrence: number}} step @returns {Row|null} */
export const rowOf = ({ item, occurrence }) =>
  document.querySelector(`.step[data-item="${item}"][data-occ="${occurrence}"]`);

/** @param {Row} row @returns {Item} */
export function itemOf(row) {
  const { item = '', occ, kind = '', minutes, pace, heat } = row.dataset;
  const cap = Number(heat ?? 0);
  const planned = Number(minutes) * 60 || 0;
  return {
    item,
    occurrence: Number(occ),
    title: words(row, '.t'),
    line: words(row, '.m').replace(/^\d+\D*?[·，,]\s*/, ''),
    kind,
    seconds: cap ? Math.min(planned, cap * 60) : planned,
    pace: paceOf(pace),
    cap,
    capped: cap > 0 && planned >= cap * 60,
  };
}

/** @param {string|undefined} pace as "repeats,hold,rest"; anything else is no pace */
function paceOf(pace) {
  const [repeats, hold, rest] = (pace ?? '').split(',').map(Number);
  return repeats > 0 && hold > 0 && rest > 0 ? { repeats, hold, rest } : null;
}

/**
 * Movements already done today on any phone: how many seconds, and when the last one ended.
 * @returns {import('./limits.js').Moved}
 */
export function movedToday() {
  let day = 0;
  let endedAt = 0;
  for (const row of document.querySelectorAll('.step[data-kind="active"][data-state="done"]')) {
    const { minutes, at } = /** @type {Row} */ (row).dataset;
    day += Number(minutes) * 60 || 0;
    endedAt = Math.max(endedAt, Number(at) || 0);
  }
  return { session: 0, day, endedAt };
}

/** @param {Element} row @param {string} selector */
const words = (row, selector) => row.querySelector(selector)?.textContent?.trim() ?? '';
