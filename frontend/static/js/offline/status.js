// The line at the top: quiet when well, plain when not. It reads the outbox and never guesses.
import { owner } from './page.js';
import { entries, wholes } from './store.js';

const OLD_MS = 24 * 3600 * 1000;
const SIGN_IN = '/sign-in';
/** Where the words lead to, in the states that are about entries here. @type {Record<string, string>} */
const LEADS = { pending: '/this-phone', needs: '/this-phone', 'sign-in': SIGN_IN };
const element = document.querySelector('sync-status');

/** What the last attempts told. `reach`: how the last `POST /sync` ended. */
export const known = { reach: '', offline: false, notSaved: false };

/** Say how things stand now. */
export async function showStatus() {
  if (!(element instanceof HTMLElement)) return;
  const { state, text, old } = await judge(element.dataset);
  document.documentElement.dataset.sync = state;
  element.dataset.state = state;
  element.toggleAttribute('data-old', old);
  const leads = LEADS[state] ?? '';
  say(element, text, leads === location.pathname ? '' : leads);
}

/** @param {DOMStringMap} words */
async function judge(words) {
  const user = await owner();
  const all = user ? await entries(user).catch(() => null) : [];
  const pending = wholes(all?.filter((one) => one.state === 'pending') ?? []);
  const needs = wholes(all?.filter((one) => one.state === 'rejected') ?? []).length;
  const before = new Date(Date.now() - OLD_MS).toISOString();
  const old = pending.some(([one]) => one.occurred_at < before);
  document.documentElement.dataset.waiting = String(pending.length);
  sayMissing(pending.length);
  const say = (/** @type {string} */ state, key = state, n = pending.length) => {
    const text = words[key + (n === 1 ? 'One' : 'Other')] ?? words[key] ?? '';
    return { state, text: text.replace('{n}', String(n)), old: key === 'old' };
  };
  if (known.notSaved) return say('not-saved', 'notSaved');
  if (!user) return say('saved', '');
  // Of what cannot be read nothing is said.
  if (!all) return say('unknown', '');
  if (pending.length && known.reach === 'sign-in') return say('sign-in', 'signIn');
  if (pending.length && known.reach === 'other') return say('other');
  if (needs) return say('needs', 'needs', needs);
  if (pending.length) return say('pending', old ? 'old' : 'pending');
  return say(known.offline ? 'offline' : 'saved');
}

/** Say on a page that looks back how much is not in it yet. @param {number} n */
function sayMissing(n) {
  const place = /** @type {HTMLElement|null} */ (document.querySelector('[data-not-yet]'));
  if (!place) return;
  const words = place.dataset[n === 1 ? 'one' : 'other'] ?? '';
  place.textContent = words.replace('{n}', String(n));
  place.hidden = !n;
}

/**
 * Change the words only when they differ: a screen reader reads each change aloud.
 * @param {HTMLElement} place
 * @param {string} text
 * @param {string} leads the address they lead to, or ''
 */
function say(place, text, leads) {
  const words = place.querySelector('[data-words]');
  if (words?.textContent === text) return;
  const fresh = document.createElement(leads ? 'a' : 'span');
  fresh.dataset.words = '';
  fresh.textContent = text;
  if (fresh instanceof HTMLAnchorElement) {
    const here = encodeURIComponent(location.pathname + location.search);
    fresh.href = leads === SIGN_IN ? `${leads}?next=${here}` : leads;
    if (leads === SIGN_IN) fresh.addEventListener('click', signIn);
  }
  if (words) words.replaceWith(fresh);
  else place.append(fresh);
}

/** Sign in over the page that is open; where that cannot be, on a page of its own. @param {MouseEvent} event */
function signIn(event) {
  event.preventDefault();
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  import('../signing-in.js').then((made) => made.signIn()).catch(() => location.assign(link.href));
}
