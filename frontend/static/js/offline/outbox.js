// Every daily action goes through here, online too: written to the phone first, shown, then sent.
import { draw } from './overlay.js';
import { day, pageUser } from './page.js';
import { known, showStatus } from './status.js';
import { add, meta, setMeta } from './store.js';
import { drain, tell } from './sync.js';
import { moment, uuid7 } from './uuid7.js';

/**
 * Tell the page: `facekind:keeping` while it still shows how things were, `facekind:kept` once drawn.
 * @param {string} what
 * @param {import('./store.js').Entry} entry
 */
function announce(what, entry) {
  document.dispatchEvent(new CustomEvent(`facekind:${what}`, { detail: entry }));
}

const WEEK_MS = 7 * 86_400_000;
let asked = false;
/**
 * Ask the browser not to clear this phone's storage when space runs short: once there is something to
 * lose, and not again for a week. Some say no until the app is used more.
 */
async function askToStay() {
  if (asked) return;
  asked = true;
  if (Date.now() - Number((await meta('asked')) ?? 0) < WEEK_MS) return;
  await setMeta('asked', Date.now());
  await navigator.storage?.persist?.();
}

/**
 * Keep one action on the phone and show it. Rejects when the phone could not store it.
 * @param {string} type
 * @param {Record<string, unknown>} payload
 * @param {{day?: string, about?: string, id?: string, at?: Date, drafts?: string[]}} [said] the day it
 *   belongs to (else the day on the screen), the step's name for people; an id made before, so that it is
 *   kept once whatever happens; when it happened, if that was not now; and drafts that become this
 * @returns {Promise<import('./store.js').Entry>}
 */
export async function keep(type, payload, said = {}) {
  const entry = entryOf(type, payload, said);
  await add([entry], said.drafts);
  known.notSaved = false;
  try {
    announce('keeping', entry);
    draw(entry);
    announce('kept', entry);
  } catch (fault) {
    reportError(fault);
  }
  sendSoon();
  return entry;
}

/**
 * Keep several things said at one moment, all of them or none. Rejects when the phone could not.
 * @param {{type: string, payload: Record<string, unknown>}[]} all
 * @param {string} local_date the day they belong to
 * @param {string[]} drafts that become this
 */
export async function keepAll(all, local_date, drafts) {
  const at = new Date(moment());
  const made = all.map(({ type, payload }) => entryOf(type, payload, { day: local_date, at }));
  await add(made, drafts);
  known.notSaved = false;
  for (const entry of made) draw(entry);
  sendSoon();
}

/**
 * @param {string} type
 * @param {Record<string, unknown>} payload
 * @param {{day?: string, about?: string, id?: string, at?: Date}} said as `keep` takes it
 * @returns {import('./store.js').Entry}
 */
function entryOf(type, payload, said) {
  const now = said.at ?? new Date(moment());
  return {
    id: said.id || uuid7(),
    v: 1,
    user: pageUser,
    type,
    payload,
    local_date: said.day || day,
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    offset_min: -now.getTimezoneOffset(),
    occurred_at: now.toISOString(),
    state: 'pending',
    ...(said.about && { about: said.about }),
  };
}

function sendSoon() {
  void showStatus();
  tell({ kept: true });
  void drain();
  void askToStay().catch(() => {});
}
