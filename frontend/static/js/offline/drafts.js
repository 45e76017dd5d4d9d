// What has been begun and not saved. It lives in the phone's database, because a browser that is killed
// loses what it put into localStorage in the last seconds. Where there is no database that is still better
// than nothing.
import { inStore } from './store.js';
import { uuid7 } from './uuid7.js';

/** @typedef {import('./store.js').Draft} Draft */

/** Before a draft's key in localStorage. The version before kept all of them there, without an id. */
const PREFIX = 'facekind:draft:';

/**
 * Name what is being begun. No two tabs write under one key, unless one has gone on with the other's words.
 * @param {string} user
 * @param {string} name
 * @param {string} day
 */
export const newKey = (user, name, day, id = uuid7()) => `${user}:${name}:${day}:${id}`;

/**
 * Keep a draft as it is now.
 * @param {Omit<Draft, 'saved_at'>} draft
 * @returns {Promise<boolean>} whether this phone could
 */
export async function keepDraft(draft) {
  const dated = { ...draft, saved_at: Date.now() };
  try {
    await inStore('drafts', 'readwrite', (store) => {
      store.put(dated);
      // A page that is being closed does not live to see it committed by itself.
      store.transaction.commit?.();
    });
    aside((all) => all.removeItem(PREFIX + draft.key));
    return true;
  } catch {
    return Boolean(aside((all) => (all.setItem(PREFIX + draft.key, JSON.stringify(dated)), true)));
  }
}

/**
 * Keep what changes with every key: the newest always last, one writing on its way at a time. When the page
 * may be gone in a moment, what is behind goes at once.
 * @param {() => Promise<unknown>} write keeps it as it is now
 * @param {() => boolean} still whether it is being taken into the outbox, so that nothing is kept meanwhile
 */
export function keepingUp(write, still) {
  let [behind, writing] = [false, false];
  const next = () => {
    behind = false;
    return write();
  };
  const hurry = () => {
    if (behind && !still()) void next();
  };
  for (const name of ['visibilitychange', 'pagehide']) addEventListener(name, hurry, true);
  return {
    save: async () => {
      behind = true;
      if (writing) return;
      writing = true;
      while (behind && !still()) await next();
      writing = false;
    },
    forget: () => (behind = false),
    isBusy: () => behind || writing,
  };
}

/**
 * Give a person's drafts, the one that was worked on last first.
 * @param {string} user
 * @returns {Promise<Draft[]>}
 */
export async function draftsOf(user) {
  if (!user) return [];
  await moveIn(user).catch(() => {});
  /** @type {Draft[]} */
  const kept = await inStore('drafts', 'readonly', (store) => store.index('user').getAll(user)).catch(() => []);
  return [...kept, ...inAside(user).map(({ draft }) => draft)].sort((a, b) => b.saved_at - a.saved_at);
}

/** Forget a draft. @param {string} key */
export async function dropDraft(key) {
  aside((all) => all.removeItem(PREFIX + key));
  await inStore('drafts', 'readwrite', (store) => {
    store.delete(key);
    store.transaction.commit?.();
  }).catch(() => {});
}

/** Forget what of a person's drafts is outside the database; `wipe` in store.js forgets the rest. @param {string} user */
export function wipeAside(user) {
  for (const { name } of inAside(user)) aside((all) => all.removeItem(name));
}

/**
 * Move what is in localStorage into the database, and only then take it away there. A kill in between
 * moves it twice under one key. What an older tab went on typing after a move is a draft of its own.
 * @param {string} user
 */
async function moveIn(user) {
  for (const { name, said, draft } of inAside(user)) {
    await inStore('drafts', 'readwrite', (store) => {
      const held = store.get(draft.key);
      held.onsuccess = () => {
        const { result } = held;
        if (!result) store.put(draft);
        else if (!holds(result, draft)) store.put({ ...draft, key: draft.key + uuid7() });
      };
    });
    aside((all) => all.getItem(name) === said && all.removeItem(name));
  }
}

/**
 * Whether a draft says at least what another one says.
 * @param {Draft} draft
 * @param {Draft} other
 */
const holds = (draft, other) =>
  draft.kind === 'form' || String(draft.text).startsWith(String(other.text));

/** A person's drafts in localStorage. @param {string} user */
function inAside(user) {
  const all = aside((held) => Object.entries({ ...held })) ?? [];
  return all
    .filter(([name]) => user && name.startsWith(`${PREFIX}${user}:`))
    .map(([name, said]) => ({ name, said, draft: readAside(name.slice(PREFIX.length), said) }));
}

/**
 * Read one; the version before wrote the bare text, or a form's id and answers.
 * @param {string} key
 * @param {string} said
 * @returns {Draft}
 */
function readAside(key, said) {
  const [user, name, day, id = ''] = key.split(':');
  const draft = { key: newKey(user, name, day, id), user, name, day, saved_at: Date.now() };
  try {
    const read = JSON.parse(said);
    if (read.key === key) return read;
    const { form_id, answers } = read;
    if (form_id) return { ...draft, kind: 'form', key: newKey(user, name, day, form_id), form_id, answers };
  } catch {
    // Then it is a text.
  }
  return { ...draft, kind: 'text', text: said };
}

/**
 * Do something with localStorage, which a browser may refuse.
 * @template T
 * @param {(all: Storage) => T} act
 * @returns {T|undefined}
 */
function aside(act) {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}
