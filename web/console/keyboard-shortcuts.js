// The keyboard's ways through the console. A shortcut never takes what a keyboard writes: on a Mac every Option key
// writes something, elsewhere AltGr does, and Alt with the numeric keypad.

import { isComposing } from "../shared/dom.js";

/**
 * Areas in the order of F6, and what takes the focus in each: the first that is to be seen.
 * @type {[area: string, targets: string][]}
 */
const AREAS = [
  ["#queue", "#queue .room, #queue button, #queue"],
  ["#mine", "#mine .room, #mine button, #mine"],
  [".talk", ".composer textarea, .foot button, .actions button, .talk .scroll"],
  [".details-panel", ".details-panel summary"],
];
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const MODIFIER = IS_MAC ? "Ctrl" : "Alt";

/** All shortcuts, for people. None is broken apart, and no line begins with a dot. */
export const SHORTCUTS_HINT = `Shortcuts: ${[
  ...["Queue", "My chats", "Reply", "Details"].map((area, index) => `${MODIFIER}+${index + 1} ${area}`),
  "F6 Next area",
  "↑↓ Move through a list",
]
  .map((shortcut) => shortcut.replaceAll(" ", "\u00a0"))
  .join("\u00a0· ")}`;

/** @param {import("./desk.js").Desk} desk @param {import("./tabs.js").Tabs} tabs */
export function bindShortcuts(desk, tabs) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event)) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const area = areaOf(event, target);
    if (area != null) {
      event.preventDefault();
      lead(area, tabs);
    } else if (event.key == "ArrowDown" || event.key == "ArrowUp") step(event, target);
    else if (event.key == "Escape") leave(target, desk);
  });
}

/** Number of the area that a key leads to, if any. @param {KeyboardEvent} event @param {HTMLElement} target */
function areaOf(event, target) {
  const { key, altKey, ctrlKey, metaKey, shiftKey, location } = event;
  if (target.closest("dialog")) return null;
  if (key == "F6" && !altKey && !ctrlKey && !metaKey) {
    const current = AREAS.findIndex(([area]) => target.closest(area));
    return next(current, shiftKey ? -1 : 1);
  }
  const isAlt = altKey && !ctrlKey && !event.getModifierState("AltGraph");
  const isOurs = !metaKey && (IS_MAC ? ctrlKey && !altKey : isAlt);
  const number = ["1", "2", "3", "4"].indexOf(key);
  return isOurs && number >= 0 && location != KeyboardEvent.DOM_KEY_LOCATION_NUMPAD ? number : null;
}

/** The next area that has something to focus. @param {number} current -1 for none @param {1 | -1} step */
function next(current, step) {
  const count = AREAS.length;
  for (let moved = 1; moved <= count; moved += 1) {
    const area = (Math.max(current, step > 0 ? -1 : 0) + step * moved + count * moved) % count;
    // The list behind the other tab shows once it is led to.
    if (area < 2 ? document.querySelector(".lists")?.checkVisibility() : targetIn(area)) return area;
  }
  return null;
}

/** @param {number} area */
function targetIn(area) {
  const targets = AREAS[area][1].split(", ").flatMap((selector) => [...document.querySelectorAll(selector)]);
  const found = targets.find((target) => target.checkVisibility() && !target.matches(":disabled"));
  return /** @type {HTMLElement | undefined} */ (found);
}

/** @param {number} area @param {import("./tabs.js").Tabs} tabs */
function lead(area, tabs) {
  if (area < 2) tabs.select(area ? "mine" : "queue");
  targetIn(area)?.focus();
}

/** From card to card. @param {KeyboardEvent} event @param {HTMLElement} target */
function step(event, target) {
  const list = !event.altKey && target.matches(".room") && target.closest("ul");
  if (!list) return;
  event.preventDefault();
  const cards = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".room")]);
  cards[cards.indexOf(target) + (event.key == "ArrowDown" ? 1 : -1)]?.focus();
}

/** Out of a field, and only then out of the chat. @param {HTMLElement} target @param {import("./desk.js").Desk} desk */
function leave(target, desk) {
  if (!target.closest(".room-view") || target.closest("dialog")) return;
  if (target.matches("input, textarea, select")) target.blur();
  else desk.open(null);
}
