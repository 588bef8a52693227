// The keyboard's ways through the console; `keys.js` has them for people.

import { isComposing } from "../shared/dom.js";
import { showKeyMap } from "./key-map.js";
import { areaDigit, isCommand } from "./keys.js";

/** The list that is shown. */
const LIST = ".panel:not([hidden])";
/**
 * Areas in the order of F6, and what takes the focus in each: the first that is to be seen.
 * @type {[area: string, targets: string][]}
 */
const ROUND = [
  [".lists", `${LIST} .room[aria-current], ${LIST} .room, ${LIST} button, ${LIST}`],
  [".talk", ".composer textarea, .lead button, .action-bar button, .talk .scroll"],
  [".details-panel", ".details-panel summary"],
];
/** Lists that have a digit of their own; the digits after theirs are for the other areas. @type {import("./lists.js").TabName[]} */
const DIGIT_LISTS = ["queue", "mine"];

/**
 * @typedef {object} Places
 * @property {import("./lists.js").Lists} lists
 * @property {import("./room-view.js").RoomView} view
 * @property {() => void} openPalette
 */

/** @param {Places} places */
export function bindShortcuts(places) {
  addEventListener("keyup", (event) => choosesRow(event) && event.preventDefault());
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event)) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const act = target.closest("dialog") ? null : actionOf(event, target, places);
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key == "Escape" && !target.closest("dialog") && isField(target)) target.blur();
  });
}

/** Firefox clicks a button when the space bar is released. @param {KeyboardEvent} event */
function choosesRow({ key, shiftKey, target }) {
  return key == " " && shiftKey && /** @type {HTMLElement} */ (target).matches(".room");
}

/**
 * What a key does, if anything.
 * @param {KeyboardEvent} event @param {HTMLElement} target @param {Places} places @returns {(() => void) | null}
 */
function actionOf(event, target, { lists, view, openPalette }) {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  const isPlain = !altKey && !ctrlKey && !metaKey;
  // A key that is held was pressed for what had the focus before.
  if (key == "Enter" && event.repeat && !isField(target)) return () => {};
  const digit = areaDigit(event);
  if (digit) return () => lead(digit, lists);
  if (isCommand(event) && key.toLowerCase() == "k") return openPalette;
  // In another field, nobody means the reply.
  if (isCommand(event, true) && key == "Enter")
    return isField(target) && !target.closest(".composer") ? null : () => view.sendAndResolve();
  if (key == "F6" && isPlain) return () => goRound(target, shiftKey ? -1 : 1);
  if (key == "?" && isPlain && !isField(target)) return showKeyMap;
  const inList = target.closest(`${LIST}, .bulk`) != null && (target.matches(".pick input") || !isField(target));
  if (inList && isCommand(event) && key.toLowerCase() == "a") return () => lists.chooseAll();
  if (key == "Escape" && lists.isChoosing && inList) return () => lists.endChoice();
  const isRow = target.matches(".room");
  if (isRow && key == " " && shiftKey && isPlain) return () => lists.chooseRow();
  const step = { ArrowDown: /** @type {const} */ (1), ArrowUp: /** @type {const} */ (-1) }[key];
  if (!step || ctrlKey || metaKey) return null;
  if (shiftKey) return isRow && isPlain ? () => lists.chooseRow(step) : null;
  // Alt with an arrow opens a select.
  if (altKey) return target.matches("select") ? null : () => lists.openUnread(step);
  return isRow ? () => neighbour(target, step)?.focus() : null;
}

/** @param {HTMLElement} target */
function isField(target) {
  return target.matches("input, textarea, select");
}

/** @param {string} targets */
function targetIn(targets) {
  const found = targets.split(", ").flatMap((selector) => [...document.querySelectorAll(selector)]);
  const free = found.find((target) => target.checkVisibility() && !target.matches(":disabled"));
  return /** @type {HTMLElement | undefined} */ (free);
}

/** @param {number} digit from 1 @param {import("./lists.js").Lists} lists */
function lead(digit, lists) {
  const list = DIGIT_LISTS[digit - 1];
  if (list) lists.choose(list);
  targetIn(ROUND[list ? 0 : digit - DIGIT_LISTS.length][1])?.focus();
}

/** To the next area that has something to focus. @param {HTMLElement} target @param {1 | -1} step */
function goRound(target, step) {
  const current = ROUND.findIndex(([area]) => target.closest(area));
  const count = ROUND.length;
  for (let moved = 1; moved <= count; moved += 1) {
    const index = (Math.max(current, step > 0 ? -1 : 0) + step * moved + count * moved) % count;
    const found = targetIn(ROUND[index][1]);
    if (found) {
      found.focus();
      return;
    }
  }
}

/** The row below, or above. @param {HTMLElement} target @param {1 | -1} step */
function neighbour(target, step) {
  const rows = /** @type {HTMLElement[]} */ ([...(target.closest("ul")?.querySelectorAll(".room") ?? [])]);
  return rows[rows.indexOf(target) + step];
}
