// A step in time: which phase is on after how many milliseconds. Pure; every clock is given.

/** @typedef {{name: 'ready'|'hold'|'rest'|'run', from: number, to: number, turn: number}} Phase */

const READY = 5;

/**
 * Lay out a step's phases in milliseconds from its beginning; none for a step without a clock.
 * @param {import('./steps.js').Item} step
 * @returns {Phase[]}
 */
export function timeline(step) {
  /** @type {[Phase['name'], number, number][]} */
  const parts = [];
  if (step.pace) {
    const { repeats, hold, rest } = step.pace;
    for (let turn = 1; turn <= repeats; turn++) {
      parts.push(['hold', hold, turn]);
      if (turn < repeats) parts.push(['rest', rest, turn]);
    }
  } else if (step.seconds > 0) parts.push(['run', step.seconds, 1]);
  return parts.length ? laid([['ready', READY, 0], ...parts]) : [];
}

/** @param {[Phase['name'], number, number][]} parts @returns {Phase[]} */
function laid(parts) {
  let end = 0;
  return parts.map(([name, seconds, turn]) => {
    const from = end;
    end += seconds * 1000;
    return { name, from, to: end, turn };
  });
}

/** @param {Phase[]} phases how long they take, in milliseconds */
export const lengthOf = (phases) => phases.at(-1)?.to ?? 0;

/** @param {import('./steps.js').Item} step how long it moves the face, in seconds, without "get ready" */
export const movingSeconds = (step) => Math.max(0, lengthOf(timeline(step)) / 1000 - READY);

/**
 * The phase at a place in time; the last one after the end.
 * @param {Phase[]} phases
 * @param {number} position milliseconds
 */
export const phaseAt = (phases, position) =>
  phases.find(({ to }) => position < to) ?? phases[phases.length - 1];
