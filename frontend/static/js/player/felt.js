// Afterwards: how hard it was and whether it hurt, both optional. Too much is said in a sentence, and
// a pause of movements is offered; nothing changes by itself.
import { keep } from '../offline/outbox.js';
import { dialog, heldWords, part, word } from './screen.js';

/** @typedef {import('./session.js').Session} Session */

/** Effort above this, and pain from this on, is too much (product rule, clinical reference 2.4). */
const MOST_EFFORT = 3;
const PAIN = 4;
/** Sessions of these kinds are asked about. */
const FELT = ['active', 'stretch', 'care'];

/** @param {Session} session */
export const askable = ({ queue, done }) =>
  queue.some(({ item, kind }) => done.includes(item) && FELT.includes(kind));

/** @param {Session} session */
export function drawFelt(session) {
  part('scales').hidden = !askable(session);
  const many = session.done.length;
  const said = many ? word(many === 1 ? 'did-one' : 'did-other', { n: many }) : word('did-none');
  part('did').textContent = said;
  part('held').textContent = heldWords(session);
  part('held').hidden = !session.held.length;
  for (const name of /** @type {const} */ (['effort', 'pain'])) {
    const value = session.felt[name];
    const radio = dialog.querySelector(`input[name="${name}"][value="${value}"]`);
    if (radio instanceof HTMLInputElement && !radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
  drawTooMuch(session.felt);
}

/** What is chosen now. @returns {Session['felt']} */
export function chosen() {
  /** @type {Session['felt']} */
  const felt = {};
  for (const name of /** @type {const} */ (['effort', 'pain'])) {
    const radio = dialog.querySelector(`input[name="${name}"]:checked`);
    if (radio instanceof HTMLInputElement) felt[name] = Number(radio.value);
  }
  return felt;
}

/** @param {Session['felt']} felt */
export function drawTooMuch({ effort = 0, pain = 0 }) {
  const words = [
    ...(pain >= PAIN ? [word('too-painful')] : []),
    ...(effort > MOST_EFFORT ? [word('too-hard')] : []),
  ];
  part('too-much').hidden = !words.length;
  part('too-much-words').textContent = words.join(' ');
}

/**
 * Keep what was said; nothing when nothing was. Rejects when the phone could not keep it.
 * @param {Session} session
 */
export async function keepFelt(session) {
  const felt = chosen();
  if (!Object.keys(felt).length) return true;
  return keep('session.felt', { ...felt, items: session.done }, { day: session.day, id: session.eventId });
}

/** Ask the server to pause movements: a change of the plan, so it needs a connection. */
export async function pauseMovements() {
  const form = /** @type {HTMLFormElement} */ (part('pause-plan'));
  const told = part('pause-told');
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    const answer = await fetch(form.action, { method: 'POST', body });
    if (!answer.ok) throw new Error(String(answer.status));
    told.textContent = word('paused-plan');
    form.hidden = true;
  } catch {
    told.textContent = word('pause-offline');
  }
}

/** Nothing of this session stays in the form. */
export function clearFelt() {
  for (const radio of dialog.querySelectorAll('input[type="radio"]:checked')) {
    /** @type {HTMLInputElement} */ (radio).checked = false;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
  }
  part('pause-told').textContent = '';
  part('felt-told').textContent = '';
  part('pause-plan').hidden = false;
}
