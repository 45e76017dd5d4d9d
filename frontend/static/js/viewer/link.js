// What follows the # of a doctor's link, as it comes out of mail programs, messengers and paper.

/** Two times 32 bytes in base64url. */
const SECRET = /^([\w-]{43})\.([\w-]{43})$/;
/** The same, with what messengers hang on to addresses. */
const TRAILED = /^([\w-]{43}\.[\w-]{43})[?&/#].*$/s;
const LENGTH = 87;

/** What never belongs to a link wherever it stands: space, line breaks, signs that are not seen, and
 * the marks of quoted mail. */
const NOISE = /[\s\p{Cf}<>]/gu;
/** What a sentence puts around a link. */
const AROUND = /^["'([{*“‘「『《]+|["')\]}*”’」』》.,;:!?。、…]+$/gu;

/** @typedef {'none'|'cut'|'longer'|'cased'|'foreign'} Wrong */

/**
 * Read a link's two halves, mending what can be mended without guessing.
 * @param {string} hash as the address gives it, with its #
 * @returns {{token: string, key: string, wrong?: undefined}|{wrong: Wrong}}
 */
export function readLink(hash) {
  const said = mended(hash.slice(1));
  if (!said) return { wrong: 'none' };
  if (/^[a-z][a-z\d+.-]*:/i.test(said)) return { wrong: 'foreign' };
  if (/[%…]/.test(said)) return { wrong: 'cut' };
  if (/[^\w.-]/.test(said)) return { wrong: 'foreign' };
  if (isCased(said)) return { wrong: 'cased' };
  const [, token, key] = SECRET.exec(said) ?? [];
  if (token && key) return { token, key };
  return { wrong: said.length > LENGTH ? 'longer' : 'cut' };
}

/** @param {string} raw */
function mended(raw) {
  const plain = decoded(raw).normalize('NFKC').replaceAll('\u2010', '-');
  const bare = plain.replace(NOISE, '').replace(AROUND, '');
  return bare.replace(TRAILED, '$1');
}

/** Undo percent signs, which may have been put on more than once. @param {string} text */
function decoded(text) {
  let [before, after] = ['', text];
  try {
    for (let rounds = 3; rounds && before !== after; rounds--) {
      [before, after] = [after, decodeURIComponent(after)];
    }
  } catch {
    // Cut in the middle of a sign, or a percent sign of its own.
  }
  return after;
}

/** Whether all letters became capitals, or all small: of 86 random ones some are neither.
 * @param {string} said */
function isCased(said) {
  return said.length > LENGTH / 2 && (said === said.toUpperCase() || said === said.toLowerCase());
}
