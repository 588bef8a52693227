// The sound of alerts on this device: which one, and whether each message has it, or only one that finds everything
// answered.

import { el } from "../shared/dom.js";
import { labelled } from "../shared/field.js";
import { local } from "../client/storage.js";
import { CHIME, chime } from "../shared/chime.js";

/** Name of each sound for people, and its tones in hertz. @type {Record<string, [name: string, tones: number[]]>} */
const SOUNDS = {
  chime: ["Chime", CHIME],
  bell: ["Bell", [1320]],
  marimba: ["Marimba", [523, 659, 784]],
  low: ["Low", [330, 262]],
};

/** Name of what is kept. */
const STORED = "sound";
/** No sound. */
const OFF = "off";
/** Least time between two sounds, in milliseconds: a message and the notification of it come at once. */
const SOUND_INTERVAL = 1_000;

export class SoundSettings {
  #playedAt = -Infinity;
  #sound = el("select", { onchange: () => this.#changed() }, [
    ...Object.entries(SOUNDS).map(([value, [name]]) => el("option", { value }, name)),
    el("option", { value: OFF }, "Off"),
  ]);
  #onlyFirst = el("input", { type: "checkbox", onchange: () => this.#changed() });

  constructor() {
    const { sound = "chime", isOnlyFirst = false } = local.get(STORED) ?? {};
    this.#sound.value = sound;
    this.#onlyFirst.checked = isOnlyFirst;
    this.element = el(
      "div",
      { class: "sound" },
      labelled("Sound", this.#sound),
      el("label", { class: "check" }, this.#onlyFirst, "Only when a chat has no unanswered message yet"),
    );
  }

  /** Plays the sound, if this calls for it. @param {boolean} [isFollowUp] `true` if an earlier message waits for an answer, too */
  play(isFollowUp = false) {
    const now = performance.now();
    if (this.#sound.value == OFF || (isFollowUp && this.#onlyFirst.checked) || now < this.#playedAt + SOUND_INTERVAL)
      return;
    this.#playedAt = now;
    chime(SOUNDS[this.#sound.value]?.[1]);
  }

  #changed() {
    local.set(STORED, { sound: this.#sound.value, isOnlyFirst: this.#onlyFirst.checked });
    // What is tried out silences no alert, and no alert what is tried out.
    this.#playedAt = -Infinity;
    this.play();
    this.#playedAt = -Infinity;
  }
}
