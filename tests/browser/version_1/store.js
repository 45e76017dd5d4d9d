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
 * @property {string} [reason]
 * @property {string} [about]
 */

/** @type {Promise<IDBDatabase>|null} */
let opened = null;

/**
 * Open the database, or say by rejecting that this phone has none.
 * @param {boolean} [anyVersion] a newer page changed the schema; changes are additive, so go along
 * @returns {Promise<IDBDatabase>}
 */
export function open(anyVersion = false) {
  opened ??= new Promise((resolve, reject) => {
    const asked = anyVersion ? indexedDB.open('facekind') : indexedDB.open('facekind', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('outbox', { keyPath: 'id' }).createIndex('user', 'user');
      asked.result.createObjectStore('meta');
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

/**
 * @template T
 * @param {'outbox'|'meta'} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>|void} work
 * @returns {Promise<T>}
 */
async function inStore(name, mode, work) {
  const transaction = await begin(name, mode);
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(/** @type {T} */ (request?.result));
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request?.error);
  });
}

/**
 * Begin a transaction; a connection the system closed in the background is opened once more.
 * @param {string} name
 * @param {IDBTransactionMode} mode
 */
async function begin(name, mode) {
  try {
    return (await open()).transaction(name, mode, { durability: 'strict' });
  } catch {
    opened = null;
    return (await open()).transaction(name, mode, { durability: 'strict' });
  }
}

/** Keep entries, all of them or none. @param {Entry[]} all */
export const add = (all) =>
  inStore('outbox', 'readwrite', (store) => {
    for (const entry of all) store.add(entry);
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
 * Change entries that are still here; one that was discarded meanwhile does not come back.
 * @param {Map<string, Partial<Entry>>} changes by id
 */
export const change = (changes) =>
  inStore('outbox', 'readwrite', (store) => {
    for (const [id, changed] of changes) {
      const found = store.get(id);
      found.onsuccess = () => found.result && store.put({ ...found.result, ...changed });
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
 * Wipe one person's entries, and what the phone remembers about its last person.
 * @param {string} user
 */
export async function wipe(user) {
  await remove((await entries(user)).map((entry) => entry.id));
  await inStore('meta', 'readwrite', (store) => store.clear());
}
