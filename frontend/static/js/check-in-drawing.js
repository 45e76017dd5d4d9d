// What a check-in says in words, in the rows of its day, and how often something was done for the eye.
import { drawers } from './draw.js';
import { answersOf } from './visit.js';

/** @typedef {{kind: string, count: number}} Care */

/** What was done for the eye on this day, by entry. @type {Map<string, Care>} */
const care = new Map();

/** @param {string} key */
const word = (key) => {
  const words = /** @type {HTMLTemplateElement|null} */ (document.querySelector('template[data-rated-words]'));
  return words?.content.querySelector(`[data-word="${CSS.escape(key)}"]`)?.textContent ?? '';
};

/** Say all parts of a check-in in its row. @param {HTMLElement} row */
export function told(row) {
  const place = row.querySelector('.parts');
  if (!place) return;
  const { mood, tags = [], note = '', energy, sleep, ...rated } = answersOf(JSON.parse(row.dataset.payload ?? '{}'));
  const parts = Object.entries(rated).map(([name, n]) => part(symptom(name), n));
  if (energy !== undefined) parts.push(part(word('energy'), energy));
  if (sleep !== undefined) parts.push(part(word('slept'), sleep));
  place.replaceChildren(...parts, ...tags.map((/** @type {string} */ tag) => part(tag)));
  const line = row.querySelector('.text');
  if (line) line.textContent = note;
}

/** @param {string} name of the field, `rating:zone:side:key` */
function symptom(name) {
  const [, zone, side, ...rest] = name.split(':');
  const key = rest.join(':');
  const where = zone || side ? word(`${zone}:${side}`) : '';
  return [word(`rating:${key}`) || key, where].filter(Boolean).join(word('pause'));
}

/** @param {string} words @param {number} [n] */
function part(words, n) {
  const made = document.createElement('span');
  made.textContent = words;
  if (n === undefined) made.className = 'tag';
  else made.append(' ', Object.assign(document.createElement('b'), { className: 'num', textContent: String(n) }));
  return made;
}

/** Show the day's counts and follow them. @param {HTMLElement} host */
export function watchCare(host) {
  if (!host.querySelector('[data-care]')) return;
  for (const [id, kind, count] of JSON.parse(host.dataset.care ?? '[]')) care.set(id, { kind, count });
  drawers.care = {
    draw: ({ id, type, payload }) => {
      if (type === 'care.remove') care.delete(payload.of);
      else care.set(payload.of ?? id, { kind: payload.kind, count: payload.count });
      showCounts(host);
    },
    before: (id) => care.get(id),
  };
  showCounts(host);
}

/** @param {HTMLElement} host */
function showCounts(host) {
  for (const counter of /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll('.counter'))) {
    const kind = counter.dataset.care ?? '';
    const mine = [...care].filter(([, one]) => one.kind === kind);
    const n = mine.reduce((sum, [, { count }]) => sum + count, 0);
    const place = counter.querySelector('output');
    const { none = '', one = '', other = '' } = place?.dataset ?? {};
    if (place) place.textContent = n ? (n === 1 ? one : other.replace('{n}', String(n))) : none;
    const less = /** @type {HTMLFormElement|null} */ (host.querySelector(`#less-${kind}`));
    const last = mine.map(([id]) => id).sort().at(-1) ?? '';
    less?.setAttribute('action', `/care/${last}/remove`);
    less?.querySelector('[name="of"]')?.setAttribute('value', last);
    const button = counter.querySelector('button');
    if (button) button.disabled = !n;
  }
}
