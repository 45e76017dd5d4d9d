// Every page starts here. What a tap needs is loaded with the page; the rest only where it is used.
import './trusted.js';
import './elements/toast.js';
import { watchDay } from './offline/day.js';
import { watchDrafts } from './offline/drafts.js';
import { watchForms } from './offline/forms.js';
import { overlay } from './offline/overlay.js';
import { watchWorker } from './offline/register.js';
import { showStatus } from './offline/status.js';
import { meta } from './offline/store.js';
import { drain, watchSync } from './offline/sync.js';

watchDay();
watchForms();
watchDrafts();
watchSync();
await overlay().catch(() => {});
await showStatus();
document.documentElement.dataset.ready = '';
void drain();
void watchWorker().catch(() => {});
for (const field of document.querySelectorAll('input[data-from-fragment]')) {
  /** @type {HTMLInputElement} */ (field).value ||= location.hash.slice(1);
}
if (document.getElementById('player')) {
  /** The player comes when it is wanted: at Start, or when a session was left half-done. */
  const player = () => import('./player/player.js').then((made) => made.ready);
  document.addEventListener('click', async ({ target }) => {
    const row = target instanceof Element && target.closest('[data-start]')?.closest('.step');
    if (row) (await player()).start(/** @type {HTMLLIElement} */ (row));
  });
  if (await meta('session').catch(() => null)) await player();
}
if (document.querySelector('[data-phone]')) {
  const { showPhone } = await import('./offline/phone.js');
  await showPhone();
}
