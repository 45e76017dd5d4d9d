// A check-in beside the mood: what somebody follows, kept as it is answered. The first answer of a visit adds a
// check-in, later ones change it, until the page was left for a while or Done is pressed. The form is kept once on
// the phone and comes into the page of each day from there.
import { told, watchCare } from './check-in-drawing.js';
import { drawers } from './draw.js';
import './elements/scale.js';
import { draftsOf, dropDraft, keepDraft, newKey } from './offline/drafts.js';
import { postPlainly } from './offline/forms.js';
import { keep } from './offline/outbox.js';
import { overlay } from './offline/overlay.js';
import { day, main, pageUser } from './offline/page.js';
import { readPage } from './offline/part.js';
import { bring } from './offline/register.js';
import { flagFor, showFlag } from './red-flag.js';
import { agree, answersOf, before, changeEntry, endVisit, goOn, hear, payloadOf, says, visitNow } from './visit.js';

/** @typedef {import('./visit.js').Answers} Answers */

const QUIET_MS = 600;
const NUMBERS = ['mood', 'energy', 'sleep'];
const host = /** @type {HTMLElement} */ (document.querySelector('[data-check-in]') ?? main);
/** @type {HTMLFormElement|null} */
let form = null;
/** What was answered and is not kept yet. @type {Answers} */
let fresh = {};
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;
/** @type {Promise<unknown>} */
let keeping = Promise.resolve();
let noteKey = '';
/** A mood that was tapped and is not kept yet. @type {[HTMLFormElement, HTMLButtonElement]|null} */
let tapped = null;

/** Put the form into the page if something is followed, and watch it. */
export async function watchCheckIn() {
  const alone = main.dataset.page === 'check-in-answers' && document.querySelector('form');
  if (alone) return watchAlone(alone);
  document.addEventListener('click', change);
  if (main.dataset.when === 'future' || !('asks' in host.dataset)) return;
  await bringForm();
}

/** The form on a page of its own: it goes into the outbox whole. @param {HTMLFormElement} whole */
function watchAlone(whole) {
  whole.addEventListener('change', ({ target }) => void tell(target));
  whole.addEventListener('submit', (event) => {
    const pressed = /** @type {HTMLButtonElement|null} */ (event.submitter);
    if (pressed?.name) return;
    event.preventDefault();
    void keepWhole(whole, pressed);
  });
}

/** @param {HTMLFormElement} whole @param {HTMLElement|null} pressed */
async function keepWhole(whole, pressed) {
  const data = new FormData(whole);
  const back = `/check-in?d=${data.get('day')}`;
  const of = whole.action.match(/entries\/([\w-]+)$/)?.[1];
  const numbers = [...data].filter(([name, value]) => value && (name.includes(':') || NUMBERS.includes(name)));
  const note = String(data.get('note') ?? '').trim() && String(data.get('note'));
  const tags = tagsIn(whole);
  const rated = Object.fromEntries(numbers.map(([name, value]) => [name, Number(value)]));
  const answers = { ...rated, ...(tags.length && { tags }), ...(note && { note }) };
  if (!says(answers)) return location.assign(back);
  try {
    const payload = payloadOf(answers);
    await keep(of ? 'checkin.edit' : 'checkin.add', of ? { of, ...payload } : payload, { day: String(data.get('day')) });
  } catch {
    return postPlainly(whole, pressed);
  }
  location.assign(back);
}

async function bringForm() {
  form ??= await take();
  if (!form) return null;
  drawers.checkin = { told };
  await overlay();
  const rows = document.querySelectorAll('[data-list="check-ins"] [data-entry]');
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (rows)) told(row);
  return form;
}

/** @returns {Promise<HTMLFormElement|null>} */
async function take() {
  const part = await newest().catch(() => null);
  if (!part) return null;
  for (const plain of part.querySelectorAll('[data-plain]')) plain.remove();
  for (const field of part.querySelectorAll('[name="day"]')) field.setAttribute('value', day);
  // It comes into the page once it shows how things stand: a quick tap finds nothing that changes under it.
  const ready = document.importNode(part, true);
  const made = /** @type {HTMLFormElement} */ (ready.querySelector('form'));
  await beginAsYesterday(made);
  show(made, await standing());
  host.replaceChildren(ready);
  watch(made);
  watchCare(host);
  await restoreNote(made);
  return made;
}

/** The answers of the visit as its check-in stands: another answer undoes nothing that was done elsewhere. */
const standing = () => agree(async (id) => {
  await overlay();
  const row = /** @type {HTMLElement|null} */ (document.querySelector(`[data-entry="${id}"]`));
  return row && answersOf(JSON.parse(row.dataset.payload ?? '{}'));
});

/** The form as the page of this day belongs to it; the phone's copy may be from before a change of what is followed. */
async function newest() {
  const address = host.dataset.checkIn ?? '';
  const read = async () => (await readPage(address)).querySelector('[data-answers]');
  const part = /** @type {HTMLElement|null} */ (await read());
  if (part?.dataset.version === host.dataset.version || !navigator.serviceWorker?.controller) return part;
  await bring(address);
  return read();
}

/** @param {HTMLFormElement} made */
function watch(made) {
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    void keepNow();
  });
  made.addEventListener('change', ({ target }) => void answered(made, target));
  made.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) noteTyped(target);
  });
  made.querySelector('[data-same]')?.addEventListener('click', () => void same(made));
  made.querySelector('[data-done]')?.addEventListener('click', () => void done(made));
  document.addEventListener('submit', (event) => void mood(event), true);
  document.addEventListener('facekind:kept', (event) => {
    void hear(/** @type {CustomEvent} */ (event).detail).then((ours) => (ours ? undefined : catchUp(made)));
  });
  for (const name of ['visibilitychange', 'pagehide', 'pageshow']) addEventListener(name, () => void turn(made), true);
}

/** What was said in another tab, or while this page was away, is shown; what is behind is kept. @param {HTMLFormElement} made */
async function turn(made) {
  if (document.hidden) await keepNow();
  if (document.hidden) return goOn();
  await catchUp(made);
}

/** Show the visit as it stands, if nothing is being answered. @param {HTMLFormElement} made */
async function catchUp(made) {
  await keeping;
  const visit = await visitNow();
  if (!says(fresh) && !document.hidden) show(made, visit?.answers ?? {});
}

/** @param {HTMLFormElement} made @param {EventTarget|null} target */
async function answered(made, target) {
  if (!(target instanceof HTMLInputElement)) return;
  const { name, value, checked } = target;
  if (name === 'tags') return later({ tags: tagsIn(made) });
  const rating = checked ? Number(value) : undefined;
  later({ [name]: rating });
  if (rating !== undefined && flagFor(symptomOf(target), rating)) await keepNow();
  await tell(target);
}

/** @param {Element} field */
const symptomOf = (field) => field.closest('fieldset')?.dataset.symptom ?? '';

/** Tell what a rating is a sign of. @param {EventTarget|null} target */
async function tell(target) {
  const symptom = target instanceof HTMLInputElement && symptomOf(target);
  if (!symptom) return;
  const rating = target.checked ? Number(target.value) : -1;
  await showFlag(symptom, rating, target.closest('.card'));
}

/** Take an answer in; it is kept after a moment of quiet. @param {Answers} answers */
function later(answers) {
  fresh = { ...fresh, ...answers };
  clearTimeout(timer);
  timer = setTimeout(() => void keepNow(), QUIET_MS);
}

/**
 * Keep what was answered. Where the phone cannot, the form goes to the server.
 * @returns {Promise<unknown>}
 */
function keepNow() {
  clearTimeout(timer);
  keeping = keeping.then(async () => {
    if (!says(fresh) || !form) return;
    const [said, draft] = [fresh, noteKey];
    [fresh, noteKey] = [{}, ''];
    try {
      await changeEntry(said, draft ? [draft] : []);
    } catch {
      [fresh, noteKey] = [{ ...said, ...fresh }, noteKey || draft];
      return tapped ? postPlainly(...tapped) : postPlainly(form, null);
    }
    tapped = null;
    if (draft) await dropDraft(draft);
    settle(form);
  });
  return keeping;
}

/** A tap on a mood is an answer of the visit. @param {SubmitEvent} event */
async function mood(event) {
  const pressed = event.target instanceof HTMLFormElement && event.target.matches('.mood-form') && event.submitter;
  if (!(pressed instanceof HTMLButtonElement)) return;
  event.preventDefault();
  tapped = [/** @type {HTMLFormElement} */ (event.target), pressed];
  fresh = { ...fresh, mood: Number(pressed.value) };
  await keepNow();
}

/** What is kept is the new beginning: nothing is half-typed any more. @param {HTMLFormElement} made */
function settle(made) {
  for (const field of made.elements) {
    if (field instanceof HTMLTextAreaElement) field.defaultValue = field.value;
    if (!(field instanceof HTMLInputElement) || field.type === 'hidden') continue;
    if (field.type === 'text') field.defaultValue = field.value;
    else field.defaultChecked = field.checked;
  }
}

/**
 * Show answers in the form; nothing else stays answered.
 * @param {HTMLFormElement} made
 * @param {Answers} answers
 */
function show(made, answers) {
  for (const scale of made.querySelectorAll('fieldset.scale')) {
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (scale.querySelectorAll('input'));
    for (const radio of radios) radio.checked = Number(radio.value) === answers[radio.name];
    const chosen = [...radios].find(({ checked }) => checked);
    const place = scale.querySelector('output');
    if (place) place.textContent = chosen?.getAttribute('aria-label') ?? place.dataset.none ?? '';
  }
  showWords(made, answers);
  settle(made);
}

/** @param {HTMLFormElement} made @param {Answers} answers */
function showWords(made, { tags = [], note = '' }) {
  const offered = /** @type {HTMLInputElement[]} */ ([...made.querySelectorAll('input[type="checkbox"]')]);
  for (const one of offered) one.checked = tags.includes(one.value);
  const own = /** @type {HTMLInputElement|null} */ (made.querySelector('#own-tags'));
  const rest = tags.filter((/** @type {string} */ tag) => !offered.some(({ value }) => value === tag));
  if (own && own !== document.activeElement) own.value = rest.join(', ');
  if (tags.length) own?.closest('details')?.setAttribute('open', '');
  const line = made.querySelector('textarea');
  if (line && line !== document.activeElement) line.value = note;
}

/** @param {HTMLFormElement} made */
function tagsIn(made) {
  const all = new FormData(made).getAll('tags').join(',').split(/[,，、;；]/);
  return [...new Set(all.map((tag) => tag.trim().replace(/\s+/g, ' ')).filter(Boolean))];
}

/** The words are on the phone from the first key, as a draft until they are kept. @param {HTMLTextAreaElement} line */
function noteTyped(line) {
  noteKey ||= newKey(pageUser, 'check-in', day);
  const text = line.value;
  later({ note: text.trim() ? text : undefined });
  void keepDraft({ key: noteKey, user: pageUser, kind: 'text', name: 'check-in', day, text });
}

/** Words whose tab was killed before they were kept. @param {HTMLFormElement} made */
async function restoreNote(made) {
  const line = made.querySelector('textarea');
  const [draft] = (await draftsOf(pageUser)).filter((one) => one.name === 'check-in' && one.day === day);
  if (!draft || !line) return;
  if (!draft.text?.trim() || line.value) return dropDraft(draft.key);
  noteKey = draft.key;
  line.value = draft.text;
  later({ note: draft.text });
}

/** Scales begin where yesterday ended. @param {HTMLFormElement} made */
async function beginAsYesterday(made) {
  const said = await before(host.dataset.before);
  for (const [name, value] of Object.entries(said)) {
    const scale = made.querySelector(`[name="${CSS.escape(name)}"]`)?.closest('fieldset');
    if (scale) scale.dataset.before = String(value);
  }
  const scales = made.querySelectorAll('fieldset[data-before]');
  made.querySelector('[data-same]')?.toggleAttribute('hidden', ![...scales].some(isUsual));
}

/** The eye is looked at each day: it is never the same without looking. @param {Element} scale */
const isUsual = (scale) => !scale.closest('.eye-care');

/** What is not answered is as it was yesterday, in one tap. @param {HTMLFormElement} made */
async function same(made) {
  for (const scale of [...made.querySelectorAll('fieldset[data-before]')].filter(isUsual)) {
    if (scale.querySelector(':checked')) continue;
    const value = /** @type {HTMLElement} */ (scale).dataset.before;
    const radio = /** @type {HTMLInputElement|null} */ (scale.querySelector(`[value="${value}"]`));
    if (!radio) continue;
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
  }
  await keepNow();
}

/** What comes next is another check-in. @param {HTMLFormElement} made */
async function done(made) {
  await keepNow();
  await endVisit();
  show(made, {});
  for (const one of made.querySelectorAll('details[open]')) one.removeAttribute('open');
  for (const one of made.querySelectorAll('[data-quiet]')) one.remove();
  const said = document.getElementById('said');
  said?.scrollIntoView({ block: 'center' });
  said?.focus({ preventScroll: true });
}

/** Change a check-in of the day in the form, where that asks for all it says. @param {MouseEvent} event */
async function change(event) {
  const link = event.target instanceof Element && event.target.closest('.mood-row .edit-link');
  const row = link && /** @type {HTMLElement|null} */ (link.closest('[data-entry]'));
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const made = await bringForm().catch(() => null);
  const answers = answersOf(JSON.parse(row.dataset.payload ?? '{}'));
  const whole = made && Object.keys(answers).every((name) => name === 'mood' || made.elements.namedItem(name));
  if (!made || (!whole && !('unsent' in row.dataset))) return location.assign(/** @type {HTMLAnchorElement} */ (link).href);
  await keepNow();
  await endVisit({ id: row.dataset.entry ?? '', answers });
  show(made, answers);
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}
