// PHQ-4, PHQ-8 and GAD-7. Each answer goes into the outbox as it is chosen, so that the form can be left and
// gone on with, on another phone too. Finishing says every answer once more, with the finish, in one batch:
// what was on the screen is what counts, whatever became of earlier batches (docs/decisions/0029).
import { wholeDate } from './draw.js';
import { currentDay, daysBetween } from './offline/day.js';
import { filled, longDone, standing } from './offline/filled.js';
import { busy, postPlainly } from './offline/forms.js';
import { keepAll } from './offline/outbox.js';
import { seq } from './offline/page.js';
import { known, showStatus } from './offline/status.js';
import { uuid7 } from './offline/uuid7.js';
import { scoreOf } from './score.js';

/** @typedef {import('./offline/filled.js').Filled} Filled */
/** @typedef {{id: string, begun: string, at: number, answers: Record<string, number>}} Open what goes on */

const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-rules]'));
const { dataset } = form;
const about = { instrument: dataset.form ?? '', version: dataset.version ?? '' };
/** @type {import('./score.js').Rules} */
const rules = JSON.parse(dataset.rules ?? '');
const result = one('[data-part="result"]');
const list = one('[data-results]');
let formId = uuid7();

/** Go on with what was begun, show what was finished, and watch the form. */
export async function watchScreening() {
  form.addEventListener('change', ({ target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    mark('[data-no-answer]', false);
    void answer(name, Number(value));
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    void finish(event.submitter).finally(() => busy.delete(form));
  });
  document.addEventListener('submit', decline);
  const mine = (await filled()).filter(({ instrument }) => instrument === about.instrument);
  resume(mine);
  const done = mine.filter((one) => one.closed && !one.refused && !isListed(one.id));
  for (const { id, closed, begun, said } of done) {
    listed(id, begun, standing(said));
    if (closed === currentDay()) say(standing(said));
  }
  // The page may be some days old.
  if (result.dataset.on && result.dataset.on !== currentDay()) show('form');
  if (await longDone(form)) show('tomorrow');
}

/**
 * Choose again what was answered of a form that can be gone on with: the one answered last, here or elsewhere.
 * @param {Filled[]} mine
 */
function resume(mine) {
  const told = dataset.open ? /** @type {Open} */ (JSON.parse(dataset.open)) : null;
  const here = mine.map((one) => ({ ...one, answers: answersOf(one, told) }));
  const elsewhere = told && !mine.some(({ id }) => id === told.id) ? [told] : [];
  const closed = Math.max(Number(dataset.closedAt), ...mine.map(({ closedAt }) => closedAt));
  const going = [...here.filter((one) => !one.closed && !one.refused), ...elsewhere]
    .filter(({ at, begun }) => at > closed && daysBetween(begun, currentDay()) < Number(dataset.openDays))
    .sort((a, b) => a.at - b.at)
    .at(-1);
  form.reset();
  for (const radio of radios()) radio.checked = going?.answers[radio.name] === Number(radio.value);
  formId = going?.id ?? formId;
  mark('[data-draft-note]', Boolean(going));
}

/**
 * The page knows what the server had when it was made; what is newer is only here.
 * @param {Filled} one
 * @param {Open|null} told
 */
function answersOf({ id, said }, told) {
  if (told?.id !== id) return standing(said);
  const news = said.filter((entry) => entry.state !== 'acked' || (entry.seq ?? 0) > seq);
  return { ...told.answers, ...standing(news) };
}

/**
 * @param {string} item
 * @param {number} value
 */
async function answer(item, value) {
  const payload = { form_id: formId, ...about, item, answer: value };
  try {
    await keepAll([{ type: 'form.answer', payload }], currentDay(), []);
    mark('[data-draft-note]', true);
  } catch {
    known.notSaved = true;
    await showStatus();
  }
}

/** @param {HTMLElement|null} button */
async function finish(button) {
  const answers = chosen();
  if (!Object.keys(answers).length) return mark('[data-no-answer]', true);
  const whose = { form_id: formId, ...about };
  const said = Object.entries(answers).map(([item, value]) => ({ ...whose, item, answer: value }));
  const closed = (await filled()).some((one) => one.id === formId && one.closed);
  try {
    const events = said.map((payload) => ({ type: 'form.answer', payload }));
    if (!closed) await keepAll([...events, { type: 'form.finish', payload: whose }], currentDay(), []);
  } catch {
    /** @type {HTMLInputElement} */ (form.elements.namedItem('day')).value = currentDay();
    return postPlainly(form, button, [], formId);
  }
  if (!isListed(formId)) listed(formId, currentDay(), answers);
  form.reset();
  formId = uuid7();
  say(answers);
  result.focus();
  scrollTo(0, 0);
}

/** What is chosen now, by item. @returns {Record<string, number>} */
const chosen = () =>
  Object.fromEntries(radios().filter(({ checked }) => checked).map(({ name, value }) => [name, Number(value)]));

const radios = () =>
  /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('input[type="radio"]')]);

/** Show what the answers come to: of all that may be said, what fits. @param {Record<string, number>} answers */
function say(answers) {
  const score = scoreOf(rules, answers, about.instrument);
  mark('[data-has-score]', Boolean(score));
  mark('[data-no-score]', !score);
  one('[data-total]').textContent = inWords(answers);
  for (const part of parts('[data-rule]')) part.hidden = part.dataset.rule !== score?.rule;
  for (const part of parts('[data-offer]')) part.hidden = !score?.offers.includes(part.dataset.offer ?? '');
  result.dataset.on = currentDay();
  show('result');
}

/** The total and its range, or that there is none. @param {Record<string, number>} answers */
function inWords(answers) {
  const score = scoreOf(rules, answers, about.instrument);
  const { scored = '', noTotal = '' } = list.dataset;
  const range = parts('[data-range]').find((word) => word.dataset.range === score?.range)?.textContent ?? '';
  return score ? scored.replace('{total}', String(score.total)).replace('{range}', range) : noTotal;
}

/** @param {string} id */
const isListed = (id) => Boolean(list.querySelector(`[data-filled="${CSS.escape(id)}"]`));

/**
 * Put a filled form on top of what was answered before.
 * @param {string} id
 * @param {string} day
 * @param {Record<string, number>} answers
 */
function listed(id, day, answers) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector('template[data-row]'));
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  if (list.querySelector(`[data-day="${day}"]`)) mark('[data-twice]', true);
  Object.assign(row.dataset, { filled: id, day });
  one('[data-day-said]', row).textContent = wholeDate(new Date(day));
  one('[data-said]', row).textContent = inWords(answers);
  one('dl', row).replaceChildren(...radios().filter((radio) => answers[radio.name] === Number(radio.value)).map(pair));
  list.prepend(row);
  mark('[data-before]', true);
}

/** A question and its answer, as they stand in the form. @param {HTMLInputElement} radio */
function pair(radio) {
  const made = document.createElement('div');
  const texts = { dt: radio.closest('fieldset')?.querySelector('legend'), dd: radio.nextElementSibling };
  for (const [name, from] of Object.entries(texts)) {
    made.append(Object.assign(document.createElement(name), { textContent: from?.textContent }));
  }
  return made;
}

/**
 * "Not now" needs the server to be remembered; without one the offer goes at least from the screen.
 * @param {SubmitEvent} event
 */
function decline(event) {
  const asked = /** @type {HTMLFormElement} */ (event.target);
  const offer = asked.closest('[data-offer]');
  if (!asked.hasAttribute('data-decline') || !offer) return;
  event.preventDefault();
  offer.toggleAttribute('hidden', true);
  result.focus();
  fetch(asked.action, { method: 'POST', redirect: 'manual' }).catch(() => {});
}

/** Show one part of the page: the form, its result, or that it waits for tomorrow. @param {string} name */
function show(name) {
  for (const part of parts('[data-part]')) part.hidden = part.dataset.part !== name;
}

/** @param {string} selector */
const parts = (selector) =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

/** @param {string} selector @param {ParentNode} [within] */
function one(selector, within = document) {
  return /** @type {HTMLElement} */ (within.querySelector(selector));
}

/**
 * @param {string} selector
 * @param {boolean} shown
 */
function mark(selector, shown) {
  one(selector).hidden = !shown;
}
