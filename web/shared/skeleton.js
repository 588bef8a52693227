// What stands where something is being loaded, in its shape rather than in words; they are for those who listen.

import { el } from "./dom.js";

/** @param {number} [lines] */
export function skeleton(lines = 6) {
  const shapes = Array.from({ length: lines }, () => el("div", { "aria-hidden": "true" }));
  return el("div", { class: "skeletons", role: "status" }, el("span", { class: "spoken" }, "Loading…"), shapes);
}
