// Reads a page of ours to take a part of it. The browser itself makes the document: our own code makes
// no HTML from text, and the worker answers from what the phone keeps.

/**
 * @param {string} address
 * @returns {Promise<Document>} rejects without a way to fetch it
 */
export function readPage(address) {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open('GET', address);
    asked.responseType = 'document';
    asked.onerror = reject;
    asked.onload = () => {
      if (asked.status === 200 && asked.response) resolve(asked.response);
      else reject(new Error(`${address}: ${asked.status}`));
    };
    asked.send();
  });
}
