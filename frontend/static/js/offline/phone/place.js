// The part of a page that tells what is on this phone: its rows, its words, and what is shown in it.
import { sayNow } from '../../elements/toast.js';

/** So much of a text is shown at once. */
const LONG = 400;
const LINES = 8;
/** Measured: Chromium takes minutes to lay out 200 000 Hebrew letters in one block, and no time in many. */
const PIECES = /[^]{1,2000}(?:\s|$)|[^]{1,2000}/gu;

export const place = /** @type {HTMLElement} */ (document.querySelector('[data-phone]'));

/** @template {Element} [T=HTMLElement] @param {string} selector @param {ParentNode} [within] */
export const one = (selector, within = place) => /** @type {T|null} */ (within.querySelector(selector));

/**
 * Show what is there when there is something, or what is said when there is nothing.
 * @param {string} name
 * @param {boolean} some
 */
export function reveal(name, some) {
  for (const found of place.querySelectorAll(`[data-some="${name}"], [data-none="${name}"]`)) {
    found.toggleAttribute('hidden', some !== found.matches('[data-some]'));
  }
}

/**
 * Say how many there are, in the sentence the page has for that number.
 * @param {string} name
 * @param {number} n
 */
export function count(name, n) {
  for (const told of place.querySelectorAll(`[data-count="${name}"]`)) {
    const { zero, one, other } = /** @type {HTMLElement} */ (told).dataset;
    const words = (n === 1 ? one : (n === 0 && zero) || other) ?? '';
    write(told, words.replace('{n}', String(n)));
    told.toggleAttribute('hidden', !n && !zero);
  }
}

/**
 * Fill a list. A row that says the same as before stays as it is, with the focus and what was typed in it.
 * @template T
 * @param {string} name
 * @param {T[]} things
 * @param {(thing: T) => string} keyOf what a row says, in short
 * @param {(thing: T) => HTMLElement} make
 */
export function list(name, things, keyOf, make) {
  const rows = one(`[data-list="${name}"]`);
  if (!rows) return;
  const old = new Map([...rows.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.key, row]));
  const keys = things.map(keyOf);
  for (const [key, row] of old) if (!keys.includes(key ?? '')) row.remove();
  let before = rows.firstElementChild;
  things.forEach((thing, n) => {
    const known = old.get(keys[n]);
    const row = known ?? make(thing);
    /** @type {HTMLElement} */ (row).dataset.key = keys[n];
    if (row === before) before = before.nextElementSibling;
    else rows.insertBefore(row, before);
  });
  reveal(name, things.length > 0);
}

/**
 * @param {string} name
 * @param {Record<string, string>} texts by class of the element they go into
 */
export function row(name, texts) {
  const template = /** @type {HTMLTemplateElement} */ (one(`template[data-row="${name}"]`));
  const made = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  for (const [part, text] of Object.entries(texts)) {
    const element = one(`.${part}`, made);
    if (element) element.textContent = text;
    if (element && !text) element.hidden = true;
  }
  fold(made);
  return made;
}

/** A long text shows its beginning, with a button for all of it. @param {HTMLElement} made */
function fold(made) {
  const [text, button] = [one('.text', made), one('[data-all]', made)];
  const said = text?.textContent ?? '';
  const lines = said.split('\n', LINES).join('\n');
  if (!text || !button || (said.length <= LONG && lines === said)) return;
  text.textContent = `${[...lines.slice(0, LONG)].slice(0, -1).join('')} …`;
  button.hidden = false;
  button.onclick = () => {
    text.replaceChildren(...(said.match(PIECES) ?? []).map(block));
    text.focus();
    button.hidden = true;
  };
}

/** @param {string} text */
function block(text) {
  const made = document.createElement('span');
  made.textContent = text;
  return made;
}

/** Show all of a long text. @param {HTMLElement} made */
export const unfold = (made) => one('[data-all]:not([hidden])', made)?.click();

/** Give the words for a key, or '' where the page has none. @param {string} key */
export function word(key) {
  for (const template of place.querySelectorAll('template[data-words]')) {
    const { content } = /** @type {HTMLTemplateElement} */ (template);
    const found = content.querySelector(`[data-word="${CSS.escape(key)}"]`)?.textContent;
    if (found) return found;
  }
  return '';
}

/**
 * Change text only where it differs: a screen reader reads each change aloud.
 * @param {Element|null} element
 * @param {string} text
 */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * Say what has just happened.
 * @param {string} key of the words
 * @param {Record<string, string>} [parts] what goes into them
 */
export const say = (key, parts = {}) => sayNow(filled(word(key), parts));

/**
 * @param {string} words
 * @param {Record<string, string>} parts
 */
export const filled = (words, parts) =>
  Object.entries(parts).reduce((said, [name, part]) => said.replace(`{${name}}`, () => part), words);
