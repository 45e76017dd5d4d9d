// The phone's own database. Everything resolves only once the transaction is complete and on disk.

/**
 * An event as kept on the phone. `about` is the step's name, for people; it never leaves the phone.
 * @typedef {object} Entry
 * @property {string} id UUIDv7
 * @property {1} v
 * @property {string} user
 * @property {string} type
 * @property {Record<string, unknown>} payload
 * @property {string} local_date
 * @property {string} tz
 * @property {number} offset_min
 * @property {string} occurred_at
 * @property {'pending'|'acked'|'rejected'} state
 * @property {number} [seq]
 * @property {number} [acked_at]
 * @property {string} [reason] why it was refused, for people
 * @property {'rejected'|'conflict'} [refused] how
 * @property {string} [field] what in it did not fit, if the server said so
 * @property {string} [about]
 */

/**
 * What somebody has begun and not saved. Each typing has a key of its own, so two never overwrite each other.
 * @typedef {object} Draft
 * @property {string} key `user:name:day:` and an id
 * @property {string} user
 * @property {'text'|'form'} kind
 * @property {string} name the field, or the form's instrument
 * @property {string} day the day on the screen
 * @property {string} [text]
 * @property {string} [form_id]
 * @property {boolean} [never_share]
 * @property {[string, string][]} [beside] what else its form says: tags, the day it is about
 * @property {Record<string, number>} [answers] by the question's name
 * @property {number} saved_at
 */

const VERSION = 2;

/** @type {Promise<IDBDatabase>|null} */
let opened = null;

/**
 * Open the database, or say by rejecting that this phone has none.
 * @param {boolean} [anyVersion] a newer page changed the schema; changes are additive, so go along
 * @returns {Promise<IDBDatabase>}
 */
export function open(anyVersion = false) {
  opened ??= new Promise((resolve, reject) => {
    const asked = anyVersion ? indexedDB.open('facekind') : indexedDB.open('facekind', VERSION);
    asked.onupgradeneeded = ({ oldVersion }) => {
      const database = asked.result;
      if (oldVersion < 1) {
        database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('user', 'user');
        database.createObjectStore('meta');
      }
      // Only ever more: a tab of the version before goes on saving into what it knows.
      database.createObjectStore('drafts', { keyPath: 'key' }).createIndex('user', 'user');
    };
    asked.onerror = () => {
      opened = null;
      if (asked.error?.name === 'VersionError' && !anyVersion) open(true).then(resolve, reject);
      else reject(asked.error);
    };
    asked.onsuccess = () => {
      const database = asked.result;
      database.onversionchange = () => {
        database.close();
        opened = null;
      };
      database.onclose = () => (opened = null);
      resolve(database);
    };
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** @typedef {'outbox'|'meta'|'drafts'} Name */

/**
 * Work in one transaction: all of it is on disk, or nothing.
 * @template T
 * @param {Name|Name[]} names
 * @param {IDBTransactionMode} mode
 * @param {(...stores: IDBObjectStore[]) => IDBRequest<T>|void} work
 * @returns {Promise<T>}
 */
export async function inStore(names, mode, work) {
  const transaction = await begin(names, mode);
  return new Promise((resolve, reject) => {
    transaction.onabort = () => reject(transaction.error);
    try {
      const request = work(...[names].flat().map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(/** @type {T} */ (request?.result));
    } catch (fault) {
      transaction.abort();
      reject(fault);
    }
  });
}

/**
 * Begin a transaction; a connection the system closed in the background is opened once more.
 * @param {Name|Name[]} names
 * @param {IDBTransactionMode} mode
 */
async function begin(names, mode) {
  try {
    return (await open()).transaction(names, mode, { durability: 'strict' });
  } catch {
    opened = null;
    return (await open()).transaction(names, mode, { durability: 'strict' });
  }
}

/**
 * Keep entries, all of them or none, and drop the drafts they were made from with them: whenever the
 * browser is killed, the words are here once.
 * @param {Entry[]} all
 * @param {string[]} [drafts] keys
 */
export const add = (all, drafts = []) =>
  inStore(drafts.length ? ['outbox', 'drafts'] : 'outbox', 'readwrite', (outbox, begun) => {
    for (const entry of all) outbox.add(entry);
    for (const key of drafts) begun.delete(key);
    outbox.transaction.commit?.();
  });

/**
 * Put entries together that are one thing to a person: a form with all its answers.
 * @param {Entry[]} all
 * @returns {Entry[][]}
 */
export function wholes(all) {
  /** @type {Map<unknown, Entry[]>} */
  const found = new Map();
  for (const one of all) {
    const name = one.payload.form_id ?? one.id;
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return [...found.values()];
}

/**
 * Give a person's entries, whatever their state, in the order they were made.
 * @param {string} user
 * @returns {Promise<Entry[]>}
 */
export const entries = (user) =>
  inStore('outbox', 'readonly', (store) => store.index('user').getAll(user));

/**
 * Change entries that are still here; one that was discarded meanwhile does not come back, and one that the
 * server has kept stays so, whatever a tab that did not hear of it says. With a new id it takes the place of
 * the old one.
 * @param {Map<string, Partial<Entry>>} changes by id
 */
export const change = (changes) =>
  inStore('outbox', 'readwrite', (store) => {
    for (const [id, changed] of changes) {
      const found = store.get(id);
      found.onsuccess = () => {
        if (!found.result || found.result.state === 'acked') return;
        if (changed.id) store.delete(id);
        store.put({ ...found.result, ...changed });
      };
    }
  });

/** @param {Iterable<string>} ids */
export const remove = (ids) =>
  inStore('outbox', 'readwrite', (store) => {
    for (const id of ids) store.delete(id);
  });

/** @param {string} key */
export const meta = (key) =>
  inStore('meta', 'readonly', (store) => /** @type {IDBRequest<unknown>} */ (store.get(key)));

/**
 * @param {string} key
 * @param {unknown} value
 */
export const setMeta = (key, value) =>
  inStore('meta', 'readwrite', (store) => store.put(value, key));

/**
 * Wipe one person's entries and drafts, and what the phone remembers about its last person.
 * @param {string} user
 */
export const wipe = (user) =>
  inStore(['outbox', 'drafts', 'meta'], 'readwrite', (outbox, drafts, meta) => {
    for (const store of [outbox, drafts]) {
      const keys = store.index('user').getAllKeys(user);
      keys.onsuccess = () => keys.result.forEach((key) => store.delete(key));
    }
    meta.clear();
  });
