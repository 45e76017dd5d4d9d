// One question for a phone that is in another zone than its person's days: are they to be counted here?
// Nothing that is written moves, and the day on the screen stays until somebody has finished with it.
import { whenClean } from '../offline/day.js';
import { main, within } from '../offline/page.js';
import { readPage } from '../offline/part.js';
import { meta, setMeta } from '../offline/store.js';

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** An answer counts for the zone it was given in. */
const KEPT = `zone-kept:${here}`;

/** Ask, under the page's heading, unless this zone has been answered for. */
export async function ask() {
  const { zone } = main.dataset;
  if (!here || !zone || (await meta(KEPT).catch(() => false))) return;
  const words = (await readPage('/today/player')).getElementById('zone-question');
  if (!(words instanceof HTMLTemplateElement)) return;
  const note = /** @type {HTMLElement} */ (document.importNode(words.content, true).firstElementChild);
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (note.querySelector(`[data-zone-${name}]`));
  const asked = part('asked');
  asked.textContent = (asked.textContent ?? '').replace('{here}', nameOf(here)).replace('{days}', nameOf(zone));
  part('here').onclick = async () => {
    const told = part('told');
    told.textContent = '';
    const answer = await count();
    told.textContent = told.dataset[answer] ?? '';
    if (answer === 'saved') whenClean(() => location.replace(location.pathname));
  };
  part('keep').onclick = async () => {
    await setMeta(KEPT, true).catch(() => {});
    note.remove();
    main.focus({ preventScroll: true });
  };
  (main.querySelector('.day') ?? main.querySelector('h1'))?.after(note);
}

/** Have the server count days here from now on. @returns {Promise<'saved'|'offline'|'refused'>} */
async function count() {
  try {
    const body = new URLSearchParams({ zone: here });
    const answer = await fetch('/settings/zone', { method: 'POST', body, signal: within(10_000) });
    return new URL(answer.url).searchParams.get('saved') === 'zone' ? 'saved' : 'refused';
  } catch {
    return 'offline';
  }
}

/** Name a zone as the settings do, or by its time where that has a name in the page's language. @param {string} zone */
function nameOf(zone) {
  const { lang } = document.documentElement;
  if (lang.startsWith('en')) return zone.replaceAll('_', ' ');
  const format = new Intl.DateTimeFormat(lang, { timeZone: zone, timeZoneName: 'longGeneric' });
  return format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
