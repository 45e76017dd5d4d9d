// What tells a phase apart without looking: sound, vibration, a flash, a voice. Each can be switched
// off, none is relied on, and a phone without one of them says so.
import { meta, setMeta } from '../offline/store.js';

/** @typedef {{sound: boolean, vibration: boolean, flash: boolean, voice: boolean}} Cues */

const KEY = 'cues';
const NOTES = { ready: [440], hold: [660], rest: [520], run: [660], end: [660, 520, 440] };

/** @type {Cues} */
const cues = { sound: true, vibration: true, flash: false, voice: false };
/** @type {AudioContext|null} */
let audio = null;

/** @returns {Promise<Cues>} as this phone was told */
export async function knownCues() {
  const told = await meta(KEY).catch(() => ({}));
  return Object.assign(cues, told);
}

/** @param {keyof Cues} name @param {boolean} on */
export function switchCue(name, on) {
  cues[name] = on;
  void setMeta(KEY, { ...cues }).catch(() => {});
}

/** Which of them this phone has. @returns {Cues} */
export const available = () => ({
  sound: 'AudioContext' in window,
  vibration: 'vibrate' in navigator,
  flash: true,
  voice: Boolean(voice()),
});

/** Sound may begin only with a tap: call this from one. */
export function unlockSound() {
  try {
    audio ??= new AudioContext();
    void audio.resume().catch(() => {});
  } catch {
    audio = null;
  }
}

/**
 * @param {keyof typeof NOTES} phase
 * @param {string} words what a voice says
 * @param {HTMLElement} screen what flashes
 */
export function cue(phase, words, screen) {
  if (document.visibilityState !== 'visible' && phase !== 'end') return;
  if (cues.sound) play(NOTES[phase]);
  if (cues.vibration && isTouched()) navigator.vibrate?.(phase === 'end' ? [200, 120, 200] : 120);
  if (cues.flash) flash(screen);
  if (cues.voice) speak(words);
}

/** A page that came back by itself may not move the phone before it is touched. */
const isTouched = () => navigator.userActivation?.hasBeenActive !== false;

/** @param {number[]} notes soft sine tones, one after another, in hertz */
function play(notes) {
  if (audio?.state !== 'running') return;
  const { currentTime: start, destination } = audio;
  for (const [n, hertz] of notes.entries()) {
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const loud = new GainNode(audio, { gain: 0 });
    const at = start + n * 0.28;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.25, at + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.26);
    tone.connect(loud).connect(destination);
    tone.start(at);
    tone.stop(at + 0.27);
  }
}

/** One slow change of tone and back: under three a second. @param {HTMLElement} screen */
function flash(screen) {
  screen.toggleAttribute('data-flash', true);
  setTimeout(() => screen.toggleAttribute('data-flash', false), 700);
}

function voice() {
  const language = document.documentElement.lang.slice(0, 2);
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find(({ lang }) => lang.slice(0, 2).toLowerCase() === language);
}

/** @param {string} words */
function speak(words) {
  const found = voice();
  if (!found || !words) return;
  const said = new SpeechSynthesisUtterance(words);
  said.voice = found;
  said.lang = found.lang;
  said.rate = 0.9;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}
