// What an iPhone or iPad does with what is kept, told only there: in Safari, or in the app from the home screen.
import { reveal } from './place.js';

/** Only Apple's browsers on phones say whether a page was opened from the home screen. */
export function tellLimits() {
  if (!('standalone' in navigator)) return;
  reveal('apple-app', Boolean(navigator.standalone));
  reveal('apple-tab', !navigator.standalone);
}
