// What the answers of a published form add up to, by cut-offs that come with the page (domain/screening.py).

/**
 * @typedef {{items: string[], cuts: [number, string][], halves: [string, string[], number, string][],
 *   triggers: [string, string, number][], otherwise: string}} Rules
 * @typedef {{total: number, range: string, rule: string, offers: string[]}} Score
 */

/**
 * Add up a form's answers; null while one is missing.
 * @param {Rules} rules
 * @param {Record<string, number>} answers by item
 * @param {string} instrument
 * @returns {Score|null}
 */
export function scoreOf(rules, answers, instrument) {
  if (rules.items.some((item) => !(item in answers))) return null;
  const sum = (/** @type {string[]} */ items) => items.reduce((all, item) => all + answers[item], 0);
  const total = sum(rules.items);
  /** @type {Record<string, number>} */
  const scores = { [instrument]: total };
  for (const [id, items] of rules.halves) scores[id] = sum(items);
  return {
    total,
    range: rules.cuts.filter(([least]) => least <= total).at(-1)?.[1] ?? '',
    rule: rules.triggers.find(([, measure, least]) => scores[measure] >= least)?.[0] ?? rules.otherwise,
    offers: rules.halves.filter(([id, , positive]) => scores[id] >= positive).map(([, , , offers]) => offers),
  };
}
