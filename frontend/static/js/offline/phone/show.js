// What is on this phone. Loaded only by /offline, /this-phone and where an account is deleted.
import { draftsOf, dropDraft } from '../drafts.js';
import { owner } from '../page.js';
import { showStatus } from '../status.js';
import { entries, meta, wholes } from '../store.js';
import { drain } from '../sync.js';
import { forget, watchForget } from './forget.js';
import { showHeld } from './held.js';
import { needing, reasons, twice } from './needs.js';
import { count, list, one, place, reveal, row, say, write } from './place.js';
import { watchSave } from './save.js';
import { begun, dayName, draftTitle, moment, title, when, words } from './telling.js';

/** @typedef {import('./telling.js').Thing} Thing */
/** @typedef {import('./telling.js').Draft} Draft */

/** Show it now, and again whenever something was kept or sent; or forget whose account is gone. */
export async function showPhone() {
  const { gone } = place.dataset;
  if (gone) return forget(gone).then(() => reveal('gone', true));
  watchSave();
  watchForget(showAll);
  tellLimits();
  await showAll();
  await drain();
  await showAll();
  new MutationObserver(showAll).observe(document.documentElement, {
    attributeFilter: ['data-waiting', 'data-sync'],
  });
}

/** Only Apple's browsers on phones say whether a page was opened from the home screen; only they have these limits. */
function tellLimits() {
  if (!('standalone' in navigator)) return;
  reveal('apple-app', Boolean(navigator.standalone));
  reveal('apple-tab', !navigator.standalone);
}

async function showAll() {
  const user = await owner();
  const all = user ? await entries(user).catch(() => null) : [];
  reveal('unreadable', !all);
  if (all) await showEntries(all, await draftsOf(user));
  await showHeld();
  const sent = Number(await meta('sent_at').catch(() => 0));
  if (sent) write(one('[data-sent-at]'), moment(new Date(sent)));
  place.dataset.ready = '';
}

/**
 * @param {import('../store.js').Entry[]} all
 * @param {Draft[]} drafts
 */
async function showEntries(all, drafts) {
  const of = (/** @type {string} */ state) => wholes(all.filter((entry) => entry.state === state));
  const [pending, rejected] = [of('pending'), of('rejected')];
  count('waiting', pending.length);
  count('needs', rejected.length);
  count('begun', drafts.length);
  count('only', pending.length + rejected.length + drafts.length);
  reveal('only', pending.length + rejected.length + drafts.length > 0);
  list('needs', rejected, (thing) => `${keyOf(thing)} ${reasons(thing)}`, (thing) => needing(thing, showAll));
  list('waiting', pending, keyOf, waiting);
  list('begun', drafts, (draft) => `${draft.key} ${draft.saved_at}`, unfinished);
}

/** @param {Thing} thing */
const keyOf = (thing) => `${thing[0].id} ${thing.length} ${thing[0].local_date}`;

/** @param {Thing} thing */
const waiting = (thing) => row('waiting', { t: title(thing), m: when(thing), text: words(thing) });

/** @param {Draft} draft */
function unfinished(draft) {
  const made = row('begun', { t: draftTitle(draft), m: dayName(draft.day), text: begun(draft) });
  const link = one('a', made);
  link?.setAttribute('href', pathOf(draft));
  const discard = one('[data-discard]', made);
  if (discard) twice(discard, () => discarded(draft));
  return made;
}

/** Where it can be gone on with: at a form, a new line, or a change of one. @param {Draft} draft */
function pathOf({ kind, name, day }) {
  if (kind === 'form') return '/check-in/function';
  return name === 'journal' ? `/journal/new?d=${day}` : `/journal/${name}`;
}

/** @param {Draft} draft */
async function discarded({ key }) {
  await dropDraft(key);
  await showAll();
  await showStatus();
  one('h1')?.focus();
  say('discarded');
}
