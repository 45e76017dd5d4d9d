// How a step is done is written once, in the library. A row that is opened and the player show it from
// there; where it cannot be read, the link to it stays.
import { readPage } from './offline/part.js';

const BOOK = '/library/steps';
/** @type {Promise<Document>|null} */
let book = null;

/**
 * Give a step's words, fresh copies.
 * @param {Element} row
 * @returns {Promise<Node[]>} none when the library does not have them
 */
export async function wordsOf(row) {
  const link = row.querySelector('.away a');
  const id = link instanceof HTMLAnchorElement && link.hash.slice(1);
  if (!id) return [];
  book ??= readPage(BOOK);
  const found = await book.catch(() => (book = null));
  const brief = found?.getElementById(id)?.querySelector('.brief');
  return [...(brief?.childNodes ?? [])].map((one) => document.importNode(one, true));
}

/** Put the words into a row that was opened, once. @param {Element} row */
export async function fill(row) {
  const away = row.querySelector('.away');
  if (!away || row.querySelector('.words h3')) return;
  const words = await wordsOf(row);
  if (!row.querySelector('.words h3')) away.before(...words);
}
