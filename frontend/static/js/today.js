// Puts the steps of a day in their groups, as backend/domain/today.py lays them out, and counts them.

/** @typedef {HTMLLIElement} Step */

const main = document.getElementById('main');
const FOLDING = ['rest', 'flare'];

/** @returns {Step[]} every occurrence of the day, in the plan's order */
const steps = () =>
  [.../** @type {NodeListOf<Step>} */ (document.querySelectorAll('.step[data-item]'))].sort(
    (a, b) => Number(a.dataset.order) - Number(b.dataset.order),
  );

/** Put everything in order again: groups, stones, count. Safe to repeat. */
export function arrange() {
  if (main?.dataset.page !== 'today') return;
  const focused = whereFocusIs();
  /** @type {Record<string, Step[]>} */
  const groups = {};
  const counts = { done: 0, planned: 0, left: 0 };
  for (const step of steps()) {
    const group = groupOf(step, Boolean(groups.next));
    (groups[group] ??= []).push(step);
    drawStone(step, group, count(counts, step, group));
  }
  for (const section of document.querySelectorAll('[data-group]')) {
    fill(/** @type {HTMLElement} */ (section), groups);
  }
  focused?.();
  tell(counts);
  welcome();
  sayStill();
}

/**
 * @param {Step} step
 * @param {boolean} nextTaken
 */
function groupOf({ dataset }, nextTaken) {
  if (dataset.state === 'done') return 'done';
  if (dataset.off === '1') return 'off';
  if (dataset.state === 'skipped') return 'skipped';
  if (FOLDING.includes(main?.dataset.kind ?? '') && dataset.stays !== '1') return 'folded';
  if (dataset.required !== '1') return 'optional';
  return nextTaken ? 'after' : 'next';
}

/**
 * Count required steps. Off and folded ones are not planned; skipped ones are.
 * @param {{done: number, planned: number, left: number}} counts
 * @param {Step} step
 * @param {string} group
 * @returns {boolean} whether this one counts
 */
function count(counts, step, group) {
  const counted = step.dataset.required === '1' && group !== 'off' && group !== 'folded';
  if (!counted) return false;
  counts.planned++;
  if (group === 'done') counts.done++;
  if (group === 'next' || group === 'after') counts.left += Number(step.dataset.minutes);
  return true;
}

/**
 * Show the group in the step's own stone and in the one above, on the path of the day.
 * @param {Step} step
 * @param {string} group
 * @param {boolean} counted
 */
function drawStone(step, group, counted) {
  const { item, occ } = step.dataset;
  const above = document.querySelector(`.stones [data-for="${item}:${occ}"]`);
  above?.toggleAttribute('hidden', !counted);
  const look = group === 'after' ? 'todo' : group;
  for (const stone of [above, step.querySelector('.ticks .stone')]) {
    const use = stone?.querySelector('use');
    const old = use?.getAttribute('href') ?? '';
    const href = old.replace(/#stone-[a-z]+/, `#stone-${look}`);
    if (href !== old) use?.setAttribute('href', href);
  }
}

/**
 * Fill a section's list. Nothing is moved that stands where it belongs: an open step stays open.
 * @param {HTMLElement} section
 * @param {Record<string, Step[]>} groups
 */
function fill(section, groups) {
  const list = section.querySelector('.steps');
  if (!list || section.dataset.group === 'also') return;
  const wanted = groups[section.dataset.group ?? ''] ?? [];
  for (const [n, step] of wanted.entries()) {
    if (list.children[n] !== step) list.insertBefore(step, list.children[n] ?? null);
  }
  section.hidden = !wanted.length;
}

/**
 * Moving a step takes the focus from it. Afterwards the focus is on the step that stands in its
 * place, else on the next one: what is read then is what may be done now.
 * @returns {(() => void)|undefined}
 */
function whereFocusIs() {
  const active = document.activeElement;
  const step = active?.closest('.step[data-item]');
  const list = step?.parentElement;
  if (!step || !list || !(active instanceof HTMLElement)) return;
  const place = [...list.children].indexOf(step);
  return () => {
    if (step.parentElement === list) return active.focus({ preventScroll: true });
    const heir = list.children[place] ?? list.lastElementChild;
    const other = heir ?? document.querySelector('[data-group="next"] .step') ?? step;
    other.querySelector('summary')?.focus({ preventScroll: true });
  };
}

/** @param {{done: number, planned: number, left: number}} counts */
function tell({ done, planned, left }) {
  const place = /** @type {HTMLElement|null} */ (document.querySelector('[data-tally]'));
  if (!place) return;
  const words = place.dataset;
  const said = (words.tallyText ?? '')
    .replace('{done}', String(done))
    .replace('{planned}', String(planned));
  document.querySelector('.stones')?.setAttribute('aria-label', said);
  const all = planned ? (done === planned ? words.all : '') : words.none;
  const bold = document.createElement('b');
  bold.textContent = all || said;
  const rest = document.createElement('span');
  rest.className = 'soft';
  const minutes = (left === 1 ? words.leftOne : words.leftOther) ?? '';
  if (!all && left) rest.textContent = minutes.replace('{n}', String(left));
  place.replaceChildren(bold, ' ', rest);
  document.querySelector('[data-first-day]')?.toggleAttribute('hidden', done > 0);
}

/** "Welcome back" has been heard as soon as anything is noted. */
function welcome() {
  const noted =
    main?.dataset.kind !== 'planned' ||
    document.querySelector('[data-entry], .step:is([data-state="done"], [data-state="skipped"])');
  if (noted) document.querySelector('[data-returning]')?.remove();
}

/** After midnight the day goes on until it ends: say so while the calendar disagrees. */
function sayStill() {
  const place = document.querySelector('[data-still]');
  if (!place || !main) return;
  const timeZone = main.dataset.zone;
  const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
  place.toggleAttribute('hidden', main.dataset.when !== 'today' || date === main.dataset.day);
}
