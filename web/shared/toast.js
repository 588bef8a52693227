// Short messages in the corner of a page, which go away by themselves.

import { el } from "./dom.js";
import { explain } from "./explain.js";

/** Time for which a message stays, in milliseconds, and most messages at once. */
const TOAST_TIMEOUT = 5000;
const MAX_TOASTS = 3;

/** Says something, aloud too for those who listen. @param {string} text */
export function toast(text) {
  const message = el("div", { class: "toast" }, text);
  const toasts = place();
  toasts.append(message);
  if (toasts.childElementCount > MAX_TOASTS) toasts.firstElementChild?.remove();
  setTimeout(() => message.remove(), TOAST_TIMEOUT);
}

/** Tells what went wrong. @param {unknown} error */
export function report(error) {
  toast(explain(error));
}

function place() {
  const toasts =
    document.getElementById("toasts") ?? el("div", { id: "toasts", role: "status", "aria-live": "polite" });
  if (!toasts.isConnected) document.body.append(toasts);
  return toasts;
}
