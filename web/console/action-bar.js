// What can be done with the open room, as buttons: one that stands out, transferring, and a menu of the rest.

import { el, icon, list } from "../shared/dom.js";
import { report } from "../shared/toast.js";
import { KEYS } from "./keys.js";
import { Menu } from "./menu.js";

/** @typedef {import("./actions.js").Action} Action */
/** @typedef {import("./actions.js").ActionName} ActionName */

/** @type {Partial<Record<ActionName, string>>} */
const DRAWINGS = {
  resolve: "m4 12.5 5 5L20 6.5",
  reopen: "M3 12a9 9 0 1 0 3-6.7M3 4v5h5",
  transfer: "M4 8h15l-4-4M20 16H5l4 4",
};
/** Actions with a button of their own, in their order. @type {ActionName[]} */
const BUTTONS = ["resolve", "reopen", "transfer"];
/** Those in the menu, and how they look there. @type {Record<string, string>} */
const MENU = { unread: "", return: "", close: "danger", block: "danger" };

export class ActionBar {
  #buttons = el("div", { class: "actions" });
  #menu = new Menu("More actions");

  constructor() {
    this.element = el("div", { class: "action-bar" }, this.#buttons, this.#menu.element);
  }

  /** @param {Action[]} actions */
  show(actions) {
    const buttons = BUTTONS.flatMap((name) => actions.filter((action) => action.name == name));
    // A button that stays keeps its element, and with it the focus.
    list(
      this.#buttons,
      buttons,
      ({ name }) => name,
      (action) => actionButton(action),
      () => null,
    );
    this.#menu.show(
      actions.filter(({ name }) => name in MENU).map(({ name, text, run }) => ({ text, run, look: MENU[name] })),
    );
  }
}

/** @param {Action} action */
export function actionButton({ name, text, run }) {
  const drawing = DRAWINGS[name];
  const isMain = name != "transfer";
  const title = name == "resolve" ? `Resolve (${KEYS.resolve})` : null;
  const properties = { type: "button", class: isMain ? "primary" : null, title, onclick: () => press(button, run) };
  const button = el("button", properties, drawing && icon(drawing), text);
  return button;
}

/** Runs an action once, and says what went wrong. @param {HTMLButtonElement} button @param {() => Promise<any>} run */
async function press(button, run) {
  button.disabled = true;
  try {
    await run();
  } catch (error) {
    report(error);
  } finally {
    button.disabled = false;
  }
}
