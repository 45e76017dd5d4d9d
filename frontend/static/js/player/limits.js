// How much movement of the face is enough (product rules of the clinical reference, section 2.4).
import { movingSeconds } from './timeline.js';

export const SESSION = 10 * 60;
export const DAY = 20 * 60;
export const APART = 60 * 60;

/**
 * @typedef {object} Moved seconds of active movement
 * @property {number} session in this session so far
 * @property {number} day today, this session included
 * @property {number} endedAt when the session before this one last moved; 0 when there was none
 */

/**
 * Why a movement waits: '' when it need not.
 * @param {import('./steps.js').Item} step
 * @param {Moved} moved
 * @param {number} now
 * @returns {''|'hour'|'day'|'session'}
 */
export function waits(step, moved, now) {
  if (step.kind !== 'active') return '';
  const since = (now - moved.endedAt) / 1000;
  if (moved.endedAt && since >= 0 && since < APART) return 'hour';
  const seconds = movingSeconds(step);
  if (moved.day + seconds > DAY) return 'day';
  return moved.session + seconds > SESSION ? 'session' : '';
}
