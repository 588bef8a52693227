// Somebody's face: their picture, or their initials on a colour that is always the same for them.

import { el } from "./dom.js";

/** @param {string} name @param {string | null} [picture] its URL */
export function face(name, picture) {
  if (picture) return el("img", { class: "face", src: picture, alt: "", loading: "lazy" });
  const element = el("span", { class: "face", "aria-hidden": "true" }, initials(name));
  element.style.setProperty("--hue", String(hue(name)));
  return element;
}

/** Of the first and the last word. @param {string} name */
function initials(name) {
  const words = name.split(/[\s@.]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

/** An angle on the wheel of colours. @param {string} name */
function hue(name) {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 3600;
  return hash / 10;
}
