// Every page starts here. What a tap needs is loaded with the page; the rest only where it is used.
import './trusted.js';
import { sayNow } from './elements/toast.js';
import { watchDay } from './offline/day.js';
import { watchForms } from './offline/forms.js';
import { watchHands } from './offline/hands.js';
import { overlay } from './offline/overlay.js';
import { watchWorker } from './offline/register.js';
import { showStatus } from './offline/status.js';
import { meta } from './offline/store.js';
import { drain, watchSync } from './offline/sync.js';

watchDay();
watchForms();
const typing =
  document.querySelector('[data-draft]') &&
  import('./offline/typing.js').then(({ watchTyping }) => watchTyping()).catch(() => {});
watchSync();
await watchHands();
await overlay().catch(() => {});
await showStatus();
if (document.querySelector('[data-where]')) {
  await import('./where.js').then((form) => form.watchWhere()).catch(() => {});
}
if (document.querySelector('form[data-linked]')) {
  await import('./linked.js').then((form) => form.watchLinked()).catch(() => {});
}
if (document.querySelector('form[data-rules]')) {
  await import('./screening.js').then((form) => form.watchScreening()).catch(() => {});
} else if (document.querySelector('form[data-form]')) {
  await import('./questionnaire.js').then((form) => form.watchQuestionnaire()).catch(() => {});
}
if (document.querySelector('[data-check-in], .check-in-form')) {
  const form = import('./check-in.js').then(({ watchCheckIn }) => watchCheckIn()).catch(() => {});
  // Nothing else waits for a form that does not come.
  await Promise.race([form, new Promise((resolve) => setTimeout(resolve, 2000))]);
}
if (document.getElementById('sending')) {
  await import('./signing-in.js').then((form) => form.watchSending()).catch(() => {});
}
await typing;
document.documentElement.dataset.ready = '';
void drain();
void watchWorker(drain).catch(() => {});
for (const field of document.querySelectorAll('[data-from-fragment]')) {
  /** @type {HTMLInputElement} */ (field).value ||= location.hash.slice(1);
}
document.querySelector('.skip-link')?.addEventListener('click', (event) => {
  // The address may name a step: it stays as it is.
  event.preventDefault();
  document.getElementById('main')?.focus();
});
document.addEventListener('toggle', ({ target }) => {
  const row = target instanceof HTMLDetailsElement && target.open && target.closest('.step');
  if (row) void import('./words.js').then(({ fill }) => fill(row)).catch(() => {});
}, true);
if (document.querySelector('[data-start]')) {
  const groups = /** @type {HTMLElement|null} */ (document.querySelector('.groups'));
  const missing = () => sayNow(groups?.dataset.noPlayer ?? '');
  const door = () => import('./player/door.js').then(({ player }) => player());
  document.addEventListener('click', ({ target }) => {
    const row = target instanceof Element && target.closest('[data-start]')?.closest('.step');
    const start = row && door().then((made) => made.start(/** @type {HTMLLIElement} */ (row)));
    if (start) start.catch(missing);
  });
  if (await meta('session').catch(() => null)) await door().catch(missing);
}
if (document.querySelector('[data-hand-over]')) {
  const { watchHandOver } = await import('./hand-over.js');
  watchHandOver();
}
if (document.querySelector('[data-phone]')) {
  const { showPhone } = await import('./offline/phone/show.js');
  await showPhone();
}
