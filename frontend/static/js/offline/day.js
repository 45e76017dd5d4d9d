// Is the day on the screen still today? The server said when it begins and ends; the phone looks.
import { begins, DAILY, day, ends, main } from './page.js';

/** Forms somebody has typed into and not sent. @type {Set<HTMLFormElement>} */
const typed = new Set();
/** After these nothing may be half-done any more. */
const ENDINGS = ['input', 'reset', 'close'];
let over = false;

/** Whether something is under way on this page that a reload would break off: typing, or the player. */
export function dirty() {
  if (document.querySelector('dialog[open]')) return true;
  return [...typed].some((form) => form.isConnected && [...form.elements].some(differs));
}

/** @param {Element} field */
function differs(field) {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement)) return field instanceof HTMLSelectElement;
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

/**
 * Do it as soon as nothing half-typed would be lost by it.
 * @param {() => void} act
 */
export function whenClean(act) {
  if (!dirty()) return act();
  const stop = new AbortController();
  // A form says that it is emptied before it is: look after that.
  const look = () => setTimeout(() => {
    if (dirty() || stop.signal.aborted) return;
    stop.abort();
    act();
  });
  for (const name of ENDINGS) document.addEventListener(name, look, { capture: true, signal: stop.signal });
}

/**
 * The person's day now, in their zone and with their day's start. A page that is about no day may have
 * been kept some days ago, so it does not say.
 */
export function currentDay(now = Date.now()) {
  if (begins <= now && now < ends) return day;
  const { zone, dayStarts } = main.dataset;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  });
  const said = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const date = `${said.year}-${said.month}-${said.day}`;
  return `${said.hour}:${said.minute}` < (dayStarts ?? '') ? daysAfter(date, -1) : date;
}

/**
 * @param {string} date YYYY-MM-DD
 * @param {number} days
 */
export const daysAfter = (date, days) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/**
 * @param {string} from YYYY-MM-DD
 * @param {string} to
 */
export const daysBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** Judge the day now, and again each minute and whenever the page comes back. */
export function watchDay() {
  document.addEventListener('input', ({ target }) => {
    const form = target instanceof Element && target.closest('form');
    if (form) typed.add(form);
  });
  document.addEventListener('reset', ({ target }) => {
    typed.delete(/** @type {HTMLFormElement} */ (target));
  });
  addEventListener('pageshow', (event) => event.persisted && whenClean(() => location.reload()));
  if (!day) return;
  judge();
  void askWhere().catch(() => {});
  setInterval(turn, 60_000);
  addEventListener('pageshow', turn);
  document.addEventListener('visibilitychange', turn);
}

/** Whoever has gone where the clocks say something else is asked, once, where days are counted now. */
async function askWhere() {
  const now = new Date();
  const isToday = main.dataset.when === 'today' && DAILY.includes(location.pathname);
  const there = isToday && now.toLocaleString('en', { timeZone: main.dataset.zone });
  if (there && there !== now.toLocaleString('en')) await (await import('../elements/zone-question.js')).ask();
}

function judge() {
  const now = Date.now();
  main.dataset.when = now < begins ? 'future' : now < ends ? 'today' : 'past';
}

/** Go on to the new day, but never under somebody typing: then the page says it is a past day. */
function turn() {
  const before = main.dataset.when;
  judge();
  over ||= before === 'today' && main.dataset.when === 'past';
  if (over && !dirty() && DAILY.includes(location.pathname)) location.replace(location.pathname);
}
