// The doctor's page. It reads the fragment, asks once when a person presses, and shows what comes
// back. It keeps nothing, starts nothing else, and never shows one person's page under another's link.
import './elements/copy.js';
import './elements/print.js';
import { readLink } from './viewer/link.js';

const PATIENCE_MS = 30_000;
const form = /** @type {HTMLFormElement|null} */ (document.getElementById('open'));
const said = document.getElementById('said');
const link = readLink(location.hash);
let asking = false;

addEventListener('hashchange', begin);
addEventListener('pageshow', ({ persisted }) => persisted && begin());
addEventListener('pagehide', () => document.body.replaceChildren());
document.addEventListener('click', jump);
if (link.wrong) say(own(link.wrong));
else if (form) {
  form.hidden = false;
  form.addEventListener('submit', ask);
}
document.documentElement.dataset.ready = '';

/** Begin anew: what is on the page belongs to another link, or was left. */
function begin() {
  document.body.replaceChildren();
  location.reload();
}

/** @param {SubmitEvent} event */
function ask(event) {
  event.preventDefault();
  if (asking || link.wrong) return;
  const { token, key } = link;
  const passcode = digits(field('passcode')?.value ?? '');
  const recipient = field('recipient')?.value.trim();
  asking = true;
  say('');
  const request = new XMLHttpRequest();
  request.open('POST', '/v');
  request.setRequestHeader('Content-Type', 'application/json');
  request.timeout = PATIENCE_MS;
  // The browser itself makes the document: no HTML from text, no second request for the reasons.
  request.onreadystatechange = () => {
    if (request.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return;
    request.responseType = request.status === 200 ? 'document' : 'json';
  };
  request.onload = () => answered(request, Boolean(passcode));
  request.onerror = request.ontimeout = () => say(own('offline'));
  request.onloadend = () => (asking = false);
  request.send(
    JSON.stringify({ token, key, ...(passcode && { passcode }), ...(recipient && { recipient }) }),
  );
}

/**
 * @param {XMLHttpRequest} request
 * @param {boolean} tried whether a passcode was given
 */
function answered({ status, response }, tried) {
  if (status === 200 && response instanceof Document) return show(response);
  const asked = status === 401 && Number(response?.remainingAttempts) > 0;
  if (asked || status === 429) say(response?.detail);
  else if (status === 401 || status === 404) close(response?.detail);
  else say(own(status === 422 ? 'unread' : 'busy'));
  if (asked) askForPasscode(tried);
}

/** @param {boolean} again */
function askForPasscode(again) {
  const passcode = field('passcode');
  passcode?.setAttribute('aria-invalid', String(again));
  passcode?.setAttribute('aria-describedby', 'said passcode-hint');
  passcode?.focus();
  passcode?.select();
}

/** Nothing more can be done with this link. @param {string} why */
function close(why) {
  if (form) form.hidden = true;
  say(why);
  said?.focus();
}

/** Give one of the page's own sentences. @param {string} name */
function own(name) {
  const template = document.querySelector(`template[data-say="${name}"]`);
  return (template instanceof HTMLTemplateElement && template.content.textContent) || '';
}

/** Say a sentence, the server's or the page's own; '' takes the last one away. @param {string} words */
function say(words) {
  const place = said?.querySelector('[data-words]');
  if (place) place.textContent = words || own('busy');
  if (said) said.hidden = words === '';
}

/** Put the report in place of the question. @param {Document} answer */
function show(answer) {
  const report = answer.querySelector('main');
  if (!report) return say(own('busy'));
  document.title = answer.title;
  document.documentElement.lang = answer.documentElement.lang;
  document.documentElement.dataset.theme = answer.documentElement.dataset.theme;
  document.body.className = answer.body.className;
  document.getElementById('main')?.replaceWith(document.adoptNode(report));
  scrollTo(0, 0);
  const heading = report.querySelector('h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** A jump within the page leaves the address alone: it holds the link. @param {MouseEvent} event */
function jump(event) {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  const place = link && document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
  if (!link) return;
  event.preventDefault();
  if (!place) return;
  if (place instanceof HTMLDetailsElement) place.open = true;
  place.tabIndex = -1;
  place.focus();
}

/** @param {string} name */
function field(name) {
  const found = form?.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}

/** A passcode as it is meant: "472 915", full-width signs too. @param {string} typed */
function digits(typed) {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}
