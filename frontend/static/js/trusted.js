// Trusted Types: the one policy the Content-Security-Policy allows. It is the default one, so it also
// judges htmx and the worker's address. Our own code makes no HTML from text at all.

/** @param {string} html */
function createHTML(html) {
  const wanted = document.querySelector('script[src*="/vendor/htmx"]');
  if (!wanted || /<script\b/i.test(html)) throw new TypeError('No HTML from text here');
  return html;
}

/** @param {string} address */
function createScriptURL(address) {
  if (address !== '/sw.js') throw new TypeError('No scripts by address here');
  return address;
}

const types = /** @type {{trustedTypes?: {createPolicy(name: string, rules: object): unknown}}} */ (
  /** @type {unknown} */ (globalThis)
).trustedTypes;
types?.createPolicy('default', { createHTML, createScriptURL });

export {};
