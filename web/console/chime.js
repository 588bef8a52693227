// The sounds of an alert: a few short tones each.

/** Name of each sound for people, and its tones in hertz. @type {Record<string, [name: string, tones: number[]]>} */
export const SOUNDS = {
  chime: ["Chime", [660, 880]],
  bell: ["Bell", [1320]],
  marimba: ["Marimba", [523, 659, 784]],
  low: ["Low", [330, 262]],
};

/** Time from one tone to the next, and length of each, in seconds. */
const TONE_INTERVAL = 0.14;
const TONE_LENGTH = 0.3;

/** @type {AudioContext | undefined} */
let audio;

/** Plays one. Before anything was clicked on the page, the browser lets no sound out. @param {string} sound */
export function chime(sound) {
  audio ??= new AudioContext();
  const context = audio;
  context.resume();
  SOUNDS[sound]?.[1].forEach((frequency, index) => {
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
