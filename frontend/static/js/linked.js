// Linked movements, cell by cell. A tap goes on to the next level; after a moment of quiet all cells are kept,
// first as an answer of this day and then in its place, so that a reload goes on where one was. One grid a day:
// whoever comes back in the evening goes on with the morning's.
import { wholeDate } from './draw.js';
import { sayNow } from './elements/toast.js';
import { currentDay, daysAfter } from './offline/day.js';
import { keepAll } from './offline/outbox.js';
import { known, showStatus } from './offline/status.js';

const QUIET_MS = 600;
const MOST = 3;

/** @typedef {{doing: string, moves: string, level: number}} Cell */

const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-linked]'));
const grid = /** @type {HTMLTableElement} */ (form.querySelector('table'));
const buttons = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll('button[data-cell]')]);
const last = /** @type {HTMLElement} */ (document.querySelector('[data-linked-last]'));
/** What a run of taps on the same cells began with, for its undo. @type {Map<HTMLButtonElement, string>} */
let before = new Map();
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;
/** One keeping at a time: the next one has to know what the one before made. */
let keeping = Promise.resolve();

/** Show what is kept, and watch the cells. */
export function watchLinked() {
  if (form.ownerDocument.querySelector('.errsum')) for (const cell of buttons) set(cell, listOf(cell).value);
  else fill();
  tellRows();
  for (const cell of buttons) cell.addEventListener('click', () => go([cell], next(cell)));
  for (const button of form.querySelectorAll('[data-rest]')) {
    const mine = () => buttons.filter((cell) => cell.closest('tbody') === button.closest('tbody'));
    button.addEventListener('click', () => go(mine().filter((cell) => !cell.dataset.level), '0'));
  }
  // What is behind goes at once when the page may be gone in a moment; coming back, another tab may have gone on.
  document.addEventListener('visibilitychange', () => (document.hidden ? hurry() : refresh()));
  addEventListener('pagehide', hurry);
  document.addEventListener('facekind:kept', refresh);
}

/** @param {HTMLButtonElement} cell */
const next = ({ dataset: { level } }) => (level ? String((Number(level) + 1) % (MOST + 1)) : '1');

/** @param {HTMLButtonElement} cell */
const listOf = (cell) => /** @type {HTMLSelectElement} */ (cell.parentElement?.querySelector('select'));

/**
 * Let cells have a level, say so with an undo, and keep it in a moment.
 * @param {HTMLButtonElement[]} cells
 * @param {string} level
 */
function go(cells, level) {
  if (!cells.length) return;
  const [first] = cells;
  if (!cells.every((cell) => before.has(cell)) || before.size !== cells.length) {
    before = new Map(cells.map((cell) => [cell, cell.dataset.level ?? '']));
  }
  const rest = nameOf(rowButton(first));
  for (const cell of cells) set(cell, level);
  const undo = new Map(before);
  const name = cells.length > 1 ? rest : nameOf(first);
  sayNow(name, () => {
    for (const [cell, was] of undo) set(cell, was);
    before.clear();
    sayNow(nameOf(first));
    first.focus({ preventScroll: true });
    soon();
  });
  if (cells.length > 1) first.focus({ preventScroll: true });
  soon();
}

/** @param {HTMLButtonElement} cell */
const rowButton = (cell) => /** @type {HTMLElement} */ (cell.closest('tbody')?.querySelector('[data-rest]'));

/** What a cell says, as "Smile, eye: 2, clearly". @param {HTMLElement} cell */
const nameOf = (cell) => cell.getAttribute('aria-label') ?? '';

/**
 * @param {HTMLButtonElement} cell
 * @param {string} level '' while it is not answered
 */
function set(cell, level) {
  cell.dataset.level = level;
  listOf(cell).value = level;
  const digit = cell.querySelector('b');
  if (digit) digit.textContent = level;
  tell(cell, (level ? grid.getAttribute(`data-level-${level}`) : grid.dataset.none) ?? '');
  const row = rowButton(cell);
  const begun = buttons.some((one) => one.dataset.level && rowButton(one) === row);
  const { none = '', said = '' } = row.dataset;
  row.textContent = begun ? row.dataset.else ?? '' : none;
  tell(row, begun ? row.textContent : said);
}

/** @param {HTMLElement} button @param {string} answer */
function tell(button, answer) {
  const name = grid.dataset.said?.replace('{item}', button.dataset.name ?? '').replace('{answer}', answer);
  button.setAttribute('aria-label', name ?? '');
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(hurry, QUIET_MS);
}

/** Keep now what waits for its moment of quiet. */
function hurry() {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  before.clear();
  keeping = keeping.then(keep).catch(fail);
}

async function keep() {
  const day = currentDay();
  const cells = answered();
  const row = rowOf(day);
  const of = row?.dataset.entry;
  if (JSON.stringify(cells) === JSON.stringify(row ? cellsOf(row) : [])) return;
  if (!cells.length) await keepAll([{ type: 'synkinesis.remove', payload: { of } }], day, []);
  else if (of) await keepAll([{ type: 'synkinesis.edit', payload: { of, cells } }], day, []);
  else await keepAll([{ type: 'synkinesis.add', payload: { cells } }], day, []);
  tellRows();
}

/** The phone could not keep it: say so, and leave the way straight to the server. */
async function fail() {
  form.dataset.failed = '';
  known.notSaved = true;
  await showStatus();
}

/** All cells that are answered, in the order of the grid. @returns {Cell[]} */
const answered = () =>
  buttons
    .filter(({ dataset: { level } }) => level)
    .map(({ dataset: { cell = '', level } }) => {
      const [doing, moves] = cell.split(' ');
      return { doing, moves, level: Number(level) };
    });

/** @returns {HTMLElement[]} */
const rows = () => [...document.querySelectorAll('[data-list="linked"] > li')].map((row) => /** @type {any} */ (row));

/** The row of the day's answer, which goes on being filled in. @param {string} day */
const rowOf = (day) => rows().find((row) => row.dataset.day === day);

/** What a row says, in the order of the grid. @param {HTMLElement} row @returns {Cell[]} */
function cellsOf(row) {
  /** @type {Cell[]} */
  const cells = JSON.parse(row.dataset.payload ?? '{}').cells ?? [];
  const place = (/** @type {Cell} */ { doing, moves }) => buttons.findIndex(({ dataset }) => dataset.cell === `${doing} ${moves}`);
  return cells.map(({ doing, moves, level }) => ({ doing, moves, level })).sort((a, b) => place(a) - place(b));
}

/** Show in the grid what is kept of this day, unless something is about to be kept. */
function refresh() {
  if (timer !== undefined) return;
  fill();
  tellRows();
}

function fill() {
  const row = rowOf(currentDay());
  const cells = row ? cellsOf(row) : [];
  for (const cell of buttons) {
    const said = cells.find(({ doing, moves }) => cell.dataset.cell === `${doing} ${moves}`);
    set(cell, said ? String(said.level) : '');
  }
}

/** Write into the rows what they say, and when it was done last. */
function tellRows() {
  for (const row of rows()) {
    const cells = cellsOf(row);
    const caption = row.querySelector('caption');
    if (caption) caption.textContent = wholeDate(new Date(row.dataset.day ?? ''));
    for (const place of row.querySelectorAll('td[data-cell]')) {
      const said = cells.find(({ doing, moves }) => place.getAttribute('data-cell') === `${doing} ${moves}`);
      place.setAttribute('data-level', String(said?.level ?? ''));
      place.textContent = String(said?.level ?? '');
    }
  }
  const on = rows()[0]?.dataset.day;
  const { every, none = '', last: done = '', due = '' } = last.dataset;
  const words = on ? (every ? due : done) : none;
  const day = on ? wholeDate(new Date(on)) : '';
  const again = on ? wholeDate(new Date(daysAfter(on, Number(every ?? 0)))) : '';
  last.textContent = words.replace('{day}', day).replace('{due}', again);
}
