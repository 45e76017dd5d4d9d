// Brings the player to the page when it is wanted: its screen first, then what moves it.
import { readPage } from '../offline/part.js';

/** @typedef {{start: (row: HTMLLIElement) => Promise<void>}} Player */

/** One player a page, however often it is asked for at once. @type {Promise<Player>|null} */
let coming = null;

/** @returns {Promise<Player>} rejects without a way to fetch it; it may be asked for again */
export const player = () =>
  (coming ??= bring().catch((fault) => {
    coming = null;
    throw fault;
  }));

async function bring() {
  const screen = (await readPage('/today/player')).getElementById('player');
  if (screen) document.body.append(document.adoptNode(screen));
  return (await import('./player.js')).ready;
}
