// The sound of an alert: a few short tones.

/** Tones of the usual one, in hertz. */
export const CHIME = [660, 880];

/** Time from one tone to the next, and length of each, in seconds. */
const TONE_INTERVAL = 0.14;
const TONE_LENGTH = 0.3;

/** @type {AudioContext | undefined} */
let audio;

/** Plays tones. Before anything was clicked on the page, the browser lets no sound out. @param {number[]} [tones] in hertz */
export function chime(tones = CHIME) {
  audio ??= new AudioContext();
  const context = audio;
  context.resume();
  tones.forEach((frequency, index) => {
    const start = context.currentTime + index * TONE_INTERVAL;
    const [tone, volume] = [new OscillatorNode(context), new GainNode(context)];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.12, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_LENGTH);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_LENGTH);
  });
}
