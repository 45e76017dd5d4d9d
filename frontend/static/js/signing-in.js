// Before a form is sent the plain way: whether its owner is signed in, so that nothing typed is lost. If
// not, they sign in over the page they are on, and the very same form is sent.
import { pageUser, within } from './offline/page.js';
import { readPage } from './offline/part.js';
import { drain } from './offline/sync.js';
import { sayNow } from './elements/toast.js';

/** @typedef {{signed_in: boolean, proved: boolean, user: string|null, door: string|null}} Session */

const PATIENCE_MS = 10_000;
const words = document.getElementById('sending')?.dataset ?? {};
/** Forms that may go, and forms being asked about. @type {WeakSet<HTMLFormElement>} */
const may = new WeakSet();
/** @type {WeakSet<HTMLFormElement>} */
const asking = new WeakSet();

/** Look at every form of this page before it is sent. Those that a script takes are left to it. */
export function watchSending() {
  addEventListener('submit', hold);
  // htmx listens at the form itself: it has to be asked before.
  document.addEventListener('submit', (event) => {
    if (event.target instanceof Element && event.target.hasAttribute('hx-post')) hold(event);
  }, true);
}

/** @param {SubmitEvent} event */
function hold(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || !ours(form)) return;
  if (may.delete(form)) return;
  event.preventDefault();
  event.stopPropagation();
  if (asking.has(form)) return;
  asking.add(form);
  const button = event.submitter;
  const proof = form.dataset.proof ?? button?.dataset.proof;
  void mayGo(proof !== undefined).finally(() => asking.delete(form)).then((go) => {
    if (!go) return;
    may.add(form);
    form.requestSubmit(button?.isConnected ? button : null);
  });
}

/** Whether it writes something of somebody's, by the browser's own way or htmx. @param {HTMLFormElement} form */
function ours(form) {
  const { outbox, wayIn, forget } = form.dataset;
  const other = outbox !== undefined || wayIn !== undefined || forget !== undefined;
  return form.getAttribute('method') === 'post' && !other && 'requestSubmit' in form;
}

/**
 * Whether a form may be sent now: its owner is signed in, perhaps just did. Where this page cannot do
 * anything about it the form goes, and the server keeps what it says.
 * @param {boolean} proof whether it asks for a credential shown just now (data-proof, on the form or
 *   its button)
 * @param {boolean} [again]
 * @returns {Promise<boolean>}
 */
async function mayGo(proof, again = false) {
  const now = await session().catch(() => null);
  if (!now) return refuse(words.noWay);
  if (now.user && now.user !== pageUser) return refuse(words.notYours);
  if (now.signed_in && (now.proved || !proof)) return true;
  if (again || (!now.signed_in && now.door !== 'sign_in')) return true;
  try {
    return (await over(now.signed_in ? '/sign-in/again' : '/sign-in')) && mayGo(proof, true);
  } catch {
    return true;
  }
}

/** @param {string|undefined} said */
function refuse(said) {
  sayNow(said ?? '');
  return false;
}

/** @returns {Promise<Session>} */
async function session() {
  const headers = { Accept: 'application/json' };
  const signal = within(PATIENCE_MS);
  const answer = await fetch('/session', { headers, cache: 'no-store', redirect: 'error', signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Sign in from the line at the top, and send what waits. Rejects where the page itself has to. */
export async function signIn() {
  const now = await session();
  if (!now.signed_in && now.door !== 'sign_in') throw new Error('another door');
  if (now.signed_in || (await over('/sign-in'))) await drain();
}

/**
 * Open a page that asks to sign in over this one.
 * @param {string} address
 * @returns {Promise<boolean>} whether the person did; rejects where this cannot be
 */
async function over(address) {
  if (!('HTMLDialogElement' in globalThis)) throw new Error('no dialogs here');
  const [page] = await Promise.all([
    readPage(address),
    import('./elements/passkey-button.js'),
    import('./elements/show-passphrase.js'),
  ]);
  const found = page.querySelector('form[data-sign-in]');
  // Signed in meanwhile, from another page of this phone.
  if (!found) return true;
  const form = /** @type {HTMLFormElement} */ (document.importNode(found, true));
  const dialog = made(form, page.querySelector('h1')?.textContent ?? '');
  const signedIn = new Promise((resolve) => {
    const close = (/** @type {boolean} */ done) => {
      resolve(done);
      dialog.close();
    };
    dialog.addEventListener('close', () => {
      resolve(false);
      dialog.remove();
    });
    dialog.querySelector('button[data-later]')?.addEventListener('click', () => close(false));
    dialog.addEventListener('passkey-done', (event) => {
      event.preventDefault();
      close(true);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void post(form).then((refusal) => {
        if (refusal === null) return close(true);
        const place = dialog.querySelector('[data-refused]');
        if (place) place.textContent = refusal;
      });
    });
  });
  document.body.append(dialog);
  dialog.showModal();
  return signedIn;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} title
 */
function made(form, title) {
  const dialog = document.createElement('dialog');
  dialog.className = 'sign-in-over';
  dialog.setAttribute('aria-labelledby', 'sign-in-title');
  const heading = Object.assign(document.createElement('h2'), { id: 'sign-in-title', textContent: title });
  const why = document.createElement('p');
  why.textContent = form.dataset.over ?? '';
  const refused = Object.assign(document.createElement('p'), { className: 'err', role: 'alert' });
  refused.dataset.refused = '';
  form.querySelector('.field:last-of-type')?.after(refused);
  const later = Object.assign(document.createElement('button'), { type: 'button', className: 'btn text wide' });
  later.textContent = form.dataset.later ?? '';
  later.dataset.later = '';
  dialog.append(heading, why, form, later);
  return dialog;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<string|null>} why it was refused, in words; null when it was not
 */
async function post(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  try {
    const answer = await fetch(form.getAttribute('action') ?? '', {
      method: 'POST',
      headers: { Accept: 'application/json' },
      redirect: 'error',
      signal: within(PATIENCE_MS),
      body,
    });
    return answer.ok ? null : ((await answer.json()).detail ?? '');
  } catch {
    return form.dataset.noWay ?? '';
  }
}
