// Making and using passkeys: between the server's JSON and what the browser asks its owner for.

/** @typedef {Record<string, any>} Json */

/** Whether this browser can use passkeys at all; a security key is as good as a phone's own. */
export const canPasskeys = () => 'PublicKeyCredential' in globalThis && 'credentials' in navigator;

/**
 * Let the person make a passkey. Rejects when they think better of it.
 * @param {Json} options
 * @returns {Promise<Json>} what the server needs to keep it
 */
export async function makePasskey(options) {
  const publicKey = globalThis.PublicKeyCredential.parseCreationOptionsFromJSON?.(
    /** @type {any} */ (options),
  ) ?? read(options, ['challenge'], ['excludeCredentials'], ['user']);
  return written(await navigator.credentials.create({ publicKey: /** @type {any} */ (publicKey) }));
}

/**
 * Let the person use a passkey. Rejects when they think better of it.
 * @param {Json} options
 * @returns {Promise<Json>} what the server knows them by
 */
export async function usePasskey(options) {
  const publicKey = globalThis.PublicKeyCredential.parseRequestOptionsFromJSON?.(
    /** @type {any} */ (options),
  ) ?? read(options, ['challenge'], ['allowCredentials'], []);
  return written(await navigator.credentials.get({ publicKey: /** @type {any} */ (publicKey) }));
}

// What browsers before 2025 leave to us: bytes are base64url in JSON.

/**
 * @param {Json} options
 * @param {string[]} own fields that are bytes
 * @param {string[]} lists fields that list keys, each with an id of bytes
 * @param {string[]} parts fields with an id of bytes
 */
function read(options, own, lists, parts) {
  /** @type {Json} */
  const made = { ...options };
  const withBytes = (/** @type {Json} */ one) => ({ ...one, id: bytes(one.id) });
  for (const name of own) made[name] = bytes(made[name]);
  for (const name of lists) made[name] = made[name]?.map(withBytes);
  for (const name of parts) made[name] = withBytes(made[name]);
  return made;
}

/**
 * @param {Credential|null} credential
 * @returns {Json}
 */
function written(credential) {
  const made = /** @type {any} */ (credential);
  if (typeof made.toJSON === 'function') return made.toJSON();
  /** @type {Json} */
  const response = {};
  const fields = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  for (const name of fields) if (made.response[name]) response[name] = text(made.response[name]);
  if (made.response.getTransports) response.transports = made.response.getTransports();
  const clientExtensionResults = made.getClientExtensionResults();
  return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults };
}

/** @param {string} base64url */
function bytes(base64url) {
  const plain = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
