// What is on this phone, and forgetting it. Loaded only by /offline, /this-phone and where an account is deleted.
import { draftsOf, wipeAside } from './drafts.js';
import { owner, within } from './page.js';
import { showStatus } from './status.js';
import { entries, meta, remove, wholes, wipe } from './store.js';
import { drain, tell } from './sync.js';

/** @typedef {import('./store.js').Entry} Entry */
/** @typedef {Entry[]} Thing what is one thing to a person: an entry, or a form with all its answers */

const place = /** @type {HTMLElement} */ (document.querySelector('[data-phone]'));
const language = document.documentElement.lang;
const locale = language === 'en' ? 'en-GB' : language;

/** @template {Element} [T=HTMLElement] @param {string} selector @param {ParentNode} [within] */
const one = (selector, within = place) => /** @type {T|null} */ (within.querySelector(selector));

/** What the help page keeps: the country, and numbers of one's own. */
const NUMBERS = /^facekind:(country|emergency|crisis)/;

/** Show it now, and again whenever something was kept or sent; or forget whose account is gone. */
export async function showPhone() {
  const { gone } = place.dataset;
  if (gone) return forget(gone).then(() => reveal('gone', true));
  await showAll();
  await drain();
  await showAll();
  new MutationObserver(showAll).observe(document.documentElement, {
    attributeFilter: ['data-waiting', 'data-sync'],
  });
  const form = one('form[data-forget]');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    void leave(form);
  });
}

async function showAll() {
  const user = await owner();
  const all = user ? await entries(user).catch(() => []) : [];
  const pending = wholes(all.filter((entry) => entry.state === 'pending'));
  const rejected = wholes(all.filter((entry) => entry.state === 'rejected'));
  const days = one('[data-list="days"]') ? await heldDays() : [];
  if (one('[data-list="waiting"]')) {
    list('needs', rejected.map(needing));
    list('waiting', [...pending.map(waiting), ...(await draftsOf(user)).map(unfinished)]);
  }
  list('days', days.map(dayLink));
  reveal('today', days.some(({ now }) => now));
  count(pending.length);
  const sent = Number(await meta('sent_at').catch(() => 0));
  const told = one('[data-sent-at]');
  if (told && sent) told.textContent = moment(new Date(sent));
  place.dataset.ready = '';
}

/**
 * Fill a list and show it, or show what is said when there is nothing in it.
 * @param {string} name
 * @param {Element[]} rows
 */
function list(name, rows) {
  one(`[data-list="${name}"]`)?.replaceChildren(...rows);
  reveal(name, rows.length > 0);
}

/**
 * @param {string} name
 * @param {boolean} some
 */
function reveal(name, some) {
  for (const found of place.querySelectorAll(`[data-some="${name}"], [data-none="${name}"]`)) {
    found.toggleAttribute('hidden', some !== found.matches('[data-some]'));
  }
}

/** @param {number} n entries not sent */
function count(n) {
  const told = one('[data-count]');
  if (!told) return;
  const words = told.dataset[n ? (n === 1 ? 'countOne' : 'countOther') : 'countZero'] ?? '';
  told.textContent = words.replace('{n}', String(n));
  told.hidden = false;
}

/**
 * @param {string} name
 * @param {Record<string, string>} texts by class of the element they go into
 */
function row(name, texts) {
  const template = /** @type {HTMLTemplateElement} */ (one(`template[data-row="${name}"]`));
  const made = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  for (const [part, text] of Object.entries(texts)) {
    const element = one(`.${part}`, made);
    if (element) element.textContent = text;
    if (element && !text) element.hidden = true;
  }
  return made;
}

/** @param {Thing} thing */
const waiting = (thing) =>
  row('waiting', { t: title(thing), m: dayName(thing[0].local_date), text: words(thing) });

/** @param {import('./store.js').Draft} draft */
const unfinished = ({ day, text, answers = {} }) =>
  row('waiting', {
    t: word('draft'),
    m: dayName(day),
    text: text ?? Object.entries(answers).map(([item, value]) => answer({ item, answer: value })).join('\n'),
  });

/** @param {Thing} entry */
function needing(entry) {
  const reasons = new Set(entry.map(({ reason }) => reason || word('too-large')));
  const said = { t: title(entry), m: dayName(entry[0].local_date), text: words(entry) };
  const made = row('needs', { ...said, reason: [...reasons].join('\n') });
  const copy = one('[data-copy]', made);
  if (copy) copy.onclick = () => copied(copy, entry);
  const discard = one('[data-discard]', made);
  if (discard) discard.onclick = () => discarded(discard, entry);
  return made;
}

/**
 * @param {HTMLElement} button
 * @param {Thing} entry
 */
async function copied(button, entry) {
  const text = [title(entry), dayName(entry[0].local_date), words(entry)].filter(Boolean).join('\n');
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.copied ?? '';
}

/**
 * The first press asks, the second does it: nothing of this can be undone.
 * @param {HTMLElement} button
 * @param {Thing} entry
 */
async function discarded(button, entry) {
  if (button.textContent !== button.dataset.sure) {
    button.textContent = button.dataset.sure ?? '';
    return;
  }
  await remove(entry.map(({ id }) => id));
  tell({ discarded: entry[0].id });
  await showAll();
  await showStatus();
  one('h2')?.focus();
}

/** Say what sort of entry it is, with the step's name where there is one. @param {Thing} thing */
function title([{ type, payload, about }]) {
  const detail = payload.state ?? payload.kind ?? payload.mood ?? '';
  const said = word(`${type} ${detail}`) || word(type) || type;
  return about ? `${said}: ${about}` : said;
}

/** @param {Thing} thing */
const words = (thing) =>
  thing
    .map(({ type, payload }) =>
      type === 'form.answer' ? answer(payload) : String(payload.text ?? payload.note ?? ''),
    )
    .filter(Boolean)
    .join('\n');

/** An answer of a form in words. @param {Record<string, unknown>} payload */
const answer = ({ item, answer: value }) =>
  word('answered')
    .replace('{item}', word(`form.answer ${item}`) || String(item))
    .replace('{answer}', word(`${item} ${value}`) || String(value));

/** @param {string} key */
function word(key) {
  const template = /** @type {HTMLTemplateElement|null} */ (one('template[data-words]'));
  return (template && one(`[data-word="${key}"]`, template.content)?.textContent) || '';
}

/** @param {string} day */
const dayName = (day) =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });

/** @param {Date} at */
const moment = (at) => at.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' });

/** Days whose Today is on this phone, and whether it is that day now. */
async function heldDays() {
  const found = [];
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (!name.startsWith('pages-')) continue;
    const pages = await caches.open(name);
    for (const page of await pages.matchAll('/today', { ignoreSearch: true, ignoreVary: true })) {
      const told = (/** @type {string} */ what) => page.headers.get(`X-Facekind-${what}`) ?? '';
      const now = Number(told('Begins')) <= Date.now() && Date.now() < Number(told('Ends'));
      found.push({ day: told('Day'), now });
    }
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** @param {{day: string, now: boolean}} held */
function dayLink({ day, now }) {
  const made = row('days', { t: dayName(day), m: now ? word('now') : '' });
  const link = /** @type {HTMLAnchorElement|null} */ (one('a', made));
  if (link) link.href = now ? '/today' : `/today?d=${day}`;
  return made;
}

/**
 * Forget this person's things on this phone: send what can be sent, ask when something would be
 * lost, wipe, then end the session on the server.
 * @param {HTMLElement} form
 */
async function leave(form) {
  await drain();
  const user = await owner();
  const all = user ? await entries(user).catch(() => []) : [];
  const lost = wholes(all.filter((entry) => entry.state !== 'acked')).length + (await draftsOf(user)).length;
  if (lost && !(await sure(form, lost))) return;
  await forget(user);
  const ended = await endSession(form);
  if (ended) location.replace('/');
  await showAll();
  await showStatus();
  form.hidden = true;
  const clean = one('[data-forgotten]');
  if (clean) clean.hidden = false;
  clean?.focus();
}

/**
 * Ask on the page, with the number; resolves with the answer.
 * @param {HTMLElement} form
 * @param {number} lost
 * @returns {Promise<boolean>}
 */
function sure(form, lost) {
  const panel = /** @type {HTMLElement} */ (one('[data-forget-sure]'));
  const asked = /** @type {HTMLElement} */ (one('[data-lost-one]', panel));
  const words = asked.dataset[lost === 1 ? 'lostOne' : 'lostOther'] ?? '';
  asked.textContent = words.replace('{n}', String(lost));
  form.hidden = true;
  panel.hidden = false;
  asked.focus();
  return new Promise((resolve) => {
    for (const button of panel.querySelectorAll('button')) {
      button.onclick = () => {
        panel.hidden = true;
        form.hidden = false;
        if (button.dataset.answer === 'no') one('button', form)?.focus();
        resolve(button.dataset.answer === 'yes');
      };
    }
  });
}

/** @param {string} user */
async function forget(user) {
  await workerForgets(user);
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (name.startsWith('pages-')) await caches.delete(name);
  }
  for (const key of Object.keys(localStorage)) {
    if (NUMBERS.test(key)) localStorage.removeItem(key);
  }
  wipeAside(user);
  await wipe(user).catch(() => {});
  tell({ forgotten: user });
}

/** Tell the worker, so that a page still on its way is not kept after all. @param {string} user */
async function workerForgets(user) {
  const registration = await navigator.serviceWorker?.getRegistration();
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => {
    port1.onmessage = resolve;
    setTimeout(resolve, 1000);
  });
  registration?.active?.postMessage({ forget: user }, [port2]);
  if (registration?.active) await done;
}

/**
 * End the session as the plain form would; without a connection the page stays and says so.
 * @param {HTMLElement} form
 */
async function endSession(form) {
  const address = form.getAttribute('action') ?? '';
  try {
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', signal: within(10_000) });
    return answer.type === 'opaqueredirect' || answer.ok;
  } catch {
    return false;
  }
}
