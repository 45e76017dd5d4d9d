let last = 0;

/**
 * The moment it is, but never before one that was: where a clock is set back, what was done last stays last.
 * @param {number} [before]
 */
export const moment = (before = 0) => (last = Math.max(Date.now(), last, before));

/**
 * Make a UUIDv7. Ids made by one page sort in the order they were made, whatever its clock does.
 * @returns {string}
 */
export function uuid7() {
  moment(last + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let n = 0; n < 6; n++) bytes[n] = Math.floor(last / 2 ** (8 * (5 - n))) & 255;
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** When an id of ours was made, in milliseconds. @param {string} id */
export const madeAt = (id) => parseInt(id.replace('-', '').slice(0, 12), 16) || 0;
