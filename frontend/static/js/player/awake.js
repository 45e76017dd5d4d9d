// Keeps the screen on while a session is played and looked at, where the browser allows it.

/** @type {WakeLockSentinel|null} */
let lock = null;
let wanted = false;
let allowed = true;

/** Whether the screen is kept on, as far as the phone has told. */
export const staysOn = () => allowed;

/**
 * Ask for the screen to stay on, or let it go dark again.
 * @param {boolean} on
 */
export async function keepAwake(on) {
  wanted = on;
  if (!on) {
    await lock?.release().catch(() => {});
    lock = null;
    return;
  }
  if (lock || document.visibilityState !== 'visible') return;
  try {
    lock = await navigator.wakeLock.request('screen');
    lock.addEventListener('release', () => (lock = null));
    allowed = true;
    if (!wanted) await keepAwake(false);
  } catch {
    allowed = false;
  }
}

document.addEventListener('visibilitychange', () => void (wanted && keepAwake(true)));
