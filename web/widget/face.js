// Somebody's face: their picture, or their initials.

import { el, icon, replaceChildren } from "../shared/dom.js";

/** Of who has no name: a speech bubble. */
const DRAWING = "M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z";

/** @param {string} name @param {string | null} [picture] its URL */
export function face(name, picture) {
  const [first, second = ""] = name.trim().split(/\s+/);
  const initials = first ? `${[...first][0]}${[...second][0] ?? ""}`.toUpperCase() : icon(DRAWING);
  const element = el("span", { class: "face", "aria-hidden": "true" });
  const onerror = () => replaceChildren(element, initials);
  replaceChildren(element, picture ? el("img", { src: picture, alt: "", onerror }) : initials);
  return element;
}
