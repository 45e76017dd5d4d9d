// A copy of what is only here, made on the phone itself: a file to read, and one for programs. Nothing is sent.
import { draftsOf } from '../drafts.js';
import { owner } from '../page.js';
import { entries, wholes } from '../store.js';
import { asSent } from '../sync.js';
import { reasons } from './needs.js';
import { filled, place, say, word } from './place.js';
import { begun, clock, dayName, draftTitle, moment, title, words } from './telling.js';

/** @typedef {import('../store.js').Entry} Entry */
/** @typedef {{day: string, at: string, lines: string[]}} Piece one thing in words */

const KINDS = { text: 'text/plain;charset=utf-8', json: 'application/json' };

/** Let every button that saves a copy do so. */
export function watchSave() {
  place.addEventListener('click', ({ target }) => {
    const button = target instanceof Element && /** @type {HTMLElement|null} */ (target.closest('[data-save]'));
    if (button) void save(button.dataset.save === 'json' ? 'json' : 'text');
  });
}

/** @param {'text'|'json'} kind */
async function save(kind) {
  try {
    const now = new Date();
    const body = await (kind === 'json' ? forPrograms(now) : forPeople(now));
    const day = new Date(Number(now) - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    const name = `facekind-${day}.${kind === 'json' ? 'json' : 'txt'}`;
    await give(new File([body], name, { type: KINDS[kind] }));
  } catch (fault) {
    if (!(fault instanceof DOMException && fault.name === 'AbortError')) say('not-saved');
  }
}

/** Hand a file over: to the phone's own sheet where it takes files, else as a download. @param {File} file */
async function give(file) {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return say('handed on');
    } catch (fault) {
      if (/** @type {DOMException} */ (fault).name === 'AbortError') throw fault;
    }
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  say('downloaded', { name: file.name });
}

/** What is not in the account: refused, waiting, begun. */
async function onlyHere() {
  const user = await owner();
  const unsent = (await entries(user)).filter(({ state }) => state !== 'acked');
  return { user, unsent, drafts: await draftsOf(user) };
}

/** Everything as `POST /sync` takes it, with what that does not take beside it. @param {Date} now */
async function forPrograms(now) {
  const { user, unsent, drafts } = await onlyHere();
  const refused = unsent
    .filter(({ state }) => state === 'rejected')
    .map(({ id, refused, reason }) => ({ id, status: refused ?? 'rejected', reason }));
  const { version } = place.dataset;
  const said = { v: 1, user, version, made_at: now.toISOString(), events: unsent.map(asSent), refused, drafts };
  return `${JSON.stringify(said, null, 1)}\n`;
}

/** Everything in words, day by day. @param {Date} now */
async function forPeople(now) {
  const { unsent, drafts } = await onlyHere();
  const pieces = [...wholes(unsent).map(inWords), ...drafts.map(draftInWords)];
  pieces.sort((a, b) => (a.day + a.at < b.day + b.at ? -1 : 1));
  const lines = [
    `Facekind: ${word('only here')}`,
    filled(word('made'), { moment: moment(now) }),
    `${word('version')} ${place.dataset.version}`,
  ];
  let day = '';
  for (const piece of pieces) {
    if (piece.day !== day) lines.push('', '', dayName(piece.day, true), '='.repeat(24));
    day = piece.day;
    lines.push('', ...piece.lines);
  }
  return `${lines.join('\n')}\n`;
}

/** @param {Entry[]} thing @returns {Piece} */
function inWords(thing) {
  const [{ local_date, occurred_at, state }] = thing;
  const head = [clock(thing[0]), title(thing)].filter(Boolean).join(' · ');
  const stands = state === 'rejected' ? `${word('state needs')}: ${reasons(thing)}` : word('state waiting');
  return { day: local_date, at: occurred_at, lines: [head, `(${stands})`, words(thing)].filter(Boolean) };
}

/** @param {import('../store.js').Draft} draft @returns {Piece} */
const draftInWords = (draft) => ({
  day: draft.day,
  at: new Date(draft.saved_at).toISOString(),
  lines: [draftTitle(draft), `(${word('state draft')})`, begun(draft)],
});
