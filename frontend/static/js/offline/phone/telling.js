// An entry in words: what sort it is, what it says, which day it belongs to and when it was written.
import { filled, word } from './place.js';

/** @typedef {import('../store.js').Entry} Entry */
/** @typedef {import('../store.js').Draft} Draft */
/** @typedef {Entry[]} Thing what is one thing to a person: an entry, or a form with all its answers */

const language = document.documentElement.lang;
export const locale = language === 'en' ? 'en-GB' : language;

/** Say what sort of entry it is, with the step's name where there is one. @param {Thing} thing */
export function title([{ type, payload, about }]) {
  const detail = payload.state ?? payload.kind ?? payload.mood ?? '';
  const reason = payload.reason ? word(`item.set skipped:${payload.reason}`) : '';
  const said = reason || word(`form ${payload.instrument}`) || word(`${type} ${detail}`) || word(type) || word('other');
  return about ? filled(word('answered'), { item: said, answer: about }) : said;
}

/** Everything somebody wrote or chose in it that the title does not say. @param {Thing} thing */
export const words = (thing) => thing.filter(stands).map(inWords).filter(Boolean).join('\n');

/** Whether no later answer to the same question is in it. @param {Entry} one @param {number} n @param {Thing} thing */
const stands = ({ type, payload }, n, thing) =>
  type !== 'form.answer' || !thing.slice(n + 1).some((later) => later.payload.item === payload.item);

/** @param {Entry} entry */
function inWords({ type, payload }) {
  if (type === 'form.answer') return answer(payload);
  if (type === 'session.felt') return felt(payload);
  if (Array.isArray(payload.cells)) return payload.cells.map(cell).join('\n');
  if (word(type) || word(`${type} ${payload.state ?? payload.kind}`)) return said(payload);
  return strange(payload).join('\n');
}

/** What was rated, the words, and the tags beneath them. @param {Record<string, unknown>} payload */
const said = (payload) =>
  [...rated(payload), payload.text ?? payload.note, Array.isArray(payload.tags) && payload.tags.join(', ')]
    .filter(Boolean)
    .join('\n');

/** The numbers of a check-in; a mood only where the title does not say it. @param {Record<string, any>} payload */
function rated({ of, mood, symptoms = [], energy, sleep }) {
  const named = symptoms.map((/** @type {any} */ { key, zone = '', side = '', rating }) => [
    [word(`rating:${key}`) || key, word(`${zone}:${side}`)].filter(Boolean).join(word('pause')),
    rating,
  ]);
  const all = [...named, [word('energy'), energy], [word('slept'), sleep]].filter(([, n]) => n !== undefined);
  const lines = all.map(([item, n]) => filled(word('answered'), { item, answer: String(n) }));
  return of && mood ? [word(`checkin.add ${mood}`), ...lines] : lines;
}

/** An answer of a form. @param {Record<string, unknown>} payload */
const answer = ({ item, answer: value, instrument }) =>
  filled(word('answered'), {
    item: word(`form.answer ${item}`) || String(item),
    answer: word(`${item} ${value}`) || word(`${instrument} ${value}`) || String(value),
  });

/** What moved along with a movement. @param {Record<string, unknown>} cell */
const cell = ({ doing, moves, level }) =>
  filled(word('linked'), {
    doing: word(`linked ${doing}`) || String(doing),
    moves: word(`linked ${moves}`) || String(moves),
    level: word(`linked ${level}`) || String(level),
  });

/** @param {Record<string, unknown>} payload */
const felt = (payload) =>
  ['effort', 'pain']
    .filter((item) => payload[item] !== undefined)
    .map((item) => filled(word('answered'), { item: word(item), answer: String(payload[item]) }))
    .join('\n');

/** What was written in a kind of entry that this version has no words for. @param {unknown} said @returns {string[]} */
function strange(said) {
  if (typeof said === 'string') return [said];
  return said && typeof said === 'object' ? Object.values(said).flatMap(strange) : [];
}

/** What a draft says: the text itself, or a form's answers in words. @param {Draft} draft */
export const begun = ({ text, answers }) =>
  text ?? Object.entries(answers ?? {}).map(([item, value]) => answer({ item, answer: value })).join('\n');

/** @param {Draft} draft */
export const draftTitle = ({ kind, name }) =>
  word(kind === 'form' ? 'form.answer' : { journal: 'journal.add', 'check-in': 'checkin.add' }[name] ?? 'journal.edit');

/** @param {string} day YYYY-MM-DD @param {boolean} [whole] with the year, whichever it is */
export function dayName(day, whole = false) {
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(Number(at))) return day;
  const thisYear = !whole && day.slice(0, 4) === String(new Date().getFullYear());
  return at.toLocaleDateString(locale, {
    weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC', ...(!thisYear && { year: 'numeric' }),
  });
}

/** The clock where it was written, as on its page. @param {Entry} entry */
export const clock = (entry) => there(entry).slice(11, 16).replace(/^0/, '');

/** The day it belongs to, and when it was written. @param {Thing} thing */
export function when([entry]) {
  const day = dayName(entry.local_date);
  const written = there(entry).slice(0, 10);
  if (!written) return day;
  if (written === entry.local_date) return filled(word('when'), { day, time: clock(entry) });
  return filled(word('written'), { day, written: dayName(written), time: clock(entry) });
}

/** The moment where it was written, YYYY-MM-DDTHH:MM; '' for one that is none. @param {Entry} entry */
function there({ occurred_at, offset_min }) {
  const at = new Date(Date.parse(occurred_at) + offset_min * 60_000);
  return Number.isNaN(Number(at)) ? '' : at.toISOString();
}

/** @param {Date} at */
export const moment = (at) => at.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' });
