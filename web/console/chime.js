// The sound of an alert: two short tones.

/** Tones, in hertz, and the time from one to the next, in seconds. */
const TONES = [660, 880];
const TONE_INTERVAL = 0.14;
const TONE_LENGTH = 0.3;

/** @type {AudioContext | undefined} */
let audio;

/** Plays it. Before anything was clicked on the page, the browser lets no sound out. */
export function chime() {
  audio ??= new AudioContext();
  const context = audio;
  context.resume();
  TONES.forEach((frequency, index) => {
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
