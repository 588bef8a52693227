// The map of the keys, as a dialog, and the button in the bar that opens it.

import { el } from "../shared/dom.js";
import { KEY_MAP } from "./keys.js";
import { WAIT_COLOURS } from "./waiting-time.js";

const TITLE = "Keyboard shortcuts";

export function keyMapButton() {
  const properties = { type: "button", class: "quiet help", title: `${TITLE} (?)`, "aria-label": TITLE };
  return el("button", { ...properties, onclick: showKeyMap }, "?");
}

/** Shows it until it is closed. */
export function showKeyMap() {
  const close = el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close");
  const dialog = el(
    "dialog",
    { class: "key-map", "aria-labelledby": "key-map-title", onclose: () => dialog.remove() },
    el(
      "div",
      { class: "content" },
      el("h2", { id: "key-map-title" }, TITLE),
      el("div", { class: "groups" }, KEY_MAP.map(group)),
      el("p", { class: "hint" }, WAIT_COLOURS),
      el("div", { class: "buttons" }, close),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

/** @param {typeof KEY_MAP[number]} group */
function group([title, keys]) {
  const lines = keys.map(([key, text]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)));
  return el("section", {}, el("h3", {}, title), el("dl", {}, lines));
}
