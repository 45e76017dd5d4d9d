// Forgetting this phone: send what can be sent, ask when something would be lost, wipe, end the session.
import { draftsOf, wipeAside } from '../drafts.js';
import { owner, within } from '../page.js';
import { showStatus } from '../status.js';
import { entries, wholes, wipe } from '../store.js';
import { drain, tell } from '../sync.js';
import { count, one, write } from './place.js';

/** What the help page keeps: the country, and numbers of one's own. */
const NUMBERS = /^facekind:(country|emergency|crisis)/;

/** @param {() => Promise<void>} redraw */
export function watchForget(redraw) {
  const form = one('form[data-forget]');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    void leave(form, redraw);
  });
}

/**
 * What was written while the question stood open is asked about too.
 * @param {HTMLElement} form
 * @param {() => Promise<void>} redraw
 */
async function leave(form, redraw) {
  const user = await owner();
  const told = one('[data-leaving]', form);
  if (await lost(user)) write(told, told?.dataset.leaving ?? '');
  await drain();
  write(told, '');
  for (let agreed = 0, now; (now = await lost(user)) > agreed; agreed = now) {
    if (!(await sure(form, now))) return;
  }
  await forget(user);
  if (await endSession(form)) location.replace('/');
  await redraw();
  await showStatus();
  form.hidden = true;
  const clean = one('[data-forgotten]');
  clean?.removeAttribute('hidden');
  clean?.focus();
}

/** How much would be lost now. @param {string} user */
async function lost(user) {
  const all = user ? await entries(user).catch(() => []) : [];
  const drafts = await draftsOf(user);
  return wholes(all.filter((entry) => entry.state !== 'acked')).length + drafts.length;
}

/**
 * Ask on the page, with the number; resolves with the answer.
 * @param {HTMLElement} form
 * @param {number} n
 * @returns {Promise<boolean>}
 */
function sure(form, n) {
  const panel = /** @type {HTMLElement} */ (one('[data-forget-sure]'));
  count('lost', n);
  form.hidden = true;
  panel.hidden = false;
  one('[data-count]', panel)?.focus();
  return new Promise((resolve) => {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll('[data-answer]'))) {
      button.onclick = () => {
        panel.hidden = true;
        form.hidden = false;
        if (button.dataset.answer === 'no') one('button', form)?.focus();
        resolve(button.dataset.answer === 'yes');
      };
    }
  });
}

/** @param {string} user */
export async function forget(user) {
  await workerForgets(user);
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (name.startsWith('pages-')) await caches.delete(name);
  }
  wipeAside(user);
  for (const key of Object.keys({ ...localStorage })) {
    if (NUMBERS.test(key)) localStorage.removeItem(key);
  }
  await wipe(user).catch(() => {});
  tell({ forgotten: user });
}

/** Tell the worker, so that a page still on its way is not kept after all. @param {string} user */
async function workerForgets(user) {
  const registration = await navigator.serviceWorker?.getRegistration();
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => {
    port1.onmessage = resolve;
    setTimeout(resolve, 1000);
  });
  registration?.active?.postMessage({ forget: user }, [port2]);
  if (registration?.active) await done;
}

/**
 * End the session as the plain form would; without a connection the page stays and says so.
 * @param {HTMLElement} form
 */
async function endSession(form) {
  const address = form.getAttribute('action') ?? '';
  try {
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', signal: within(10_000) });
    return answer.type === 'opaqueredirect' || answer.ok;
  } catch {
    return false;
  }
}
