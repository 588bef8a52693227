// Modal dialogs: a form whose faults are told beside its inputs, and a question to confirm.

import { el } from "./dom.js";
import { ApiError } from "../client/api.js";
import { explain } from "./explain.js";
import { Input } from "./field.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {Record<string, any>} Values numbers, booleans, arrays for choices, else texts; an empty number is null */

/**
 * @template T
 * @typedef {object} Options
 * @property {string} submit label of the button
 * @property {(values: Values) => Promise<T>} action of the button
 * @property {boolean} [danger]
 * @property {string} [text] above the fields
 */

/**
 * Asks for values, and lets go once the action has worked with them.
 * @template T
 * @param {string} title @param {Field[]} fields @param {Options<T>} options
 * @returns {Promise<T | null>} the action's result, or null if the dialog was cancelled
 */
export function askForm(title, fields, options) {
  return new FormDialog(title, fields, options).open();
}

/**
 * Asks for a confirmation.
 * @template T
 * @param {string} title @param {string} text consequences
 * @param {{submit: string, action: () => Promise<T>, danger?: boolean}} options
 */
export function confirmAction(title, text, options) {
  return askForm(title, [], { ...options, text });
}

let dialogs = 0;

/** @template T */
class FormDialog {
  #inputs;
  #action;
  #isDanger;
  #fault = el("p", { class: "fault", role: "alert" });
  #cancel = el("button", { type: "button", onclick: () => this.#dialog.close() }, "Cancel");
  #button;
  #dialog;
  /** Result of the action; a dialog that was closed meanwhile still answers with it. @type {Promise<T | null>} */
  #result = Promise.resolve(null);

  /** @param {string} title @param {Field[]} fields @param {Options<T>} options */
  constructor(title, fields, { submit, action, danger = false, text }) {
    this.#action = action;
    this.#isDanger = danger;
    const name = `dialog-${++dialogs}`;
    this.#inputs = fields.map((field) => new Input(field, `${name}-${field.name}`));
    this.#button = el("button", { class: danger ? "primary danger" : "primary" }, submit);
    const explanation = text && el("p", { id: `${name}-text`, class: "text" }, text);
    this.#dialog = el(
      "dialog",
      { "aria-labelledby": name, "aria-describedby": explanation ? explanation.id : null },
      el(
        "form",
        { onsubmit: (/** @type {SubmitEvent} */ event) => this.#submit(event) },
        el("h2", { id: name }, title),
        explanation,
        this.#fault,
        this.#inputs.map((input) => input.element),
        el("div", { class: "buttons" }, this.#cancel, this.#button),
      ),
    );
  }

  /** Shows it until it is closed. @returns {Promise<T | null>} */
  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    if (this.#isDanger) this.#cancel.focus();
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => {
        this.#dialog.remove();
        resolve(this.#result);
      });
    });
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#button.disabled) return;
    for (const input of this.#inputs) input.fault = "";
    this.#fault.textContent = "";
    this.#button.disabled = true;
    const running = this.#action(Object.fromEntries(this.#inputs.map((input) => [input.name, input.value])));
    this.#result = running.catch(() => null);
    try {
      await running;
      this.#dialog.close();
    } catch (error) {
      this.#tell(error);
    } finally {
      this.#button.disabled = false;
    }
  }

  /** @param {unknown} error */
  #tell(error) {
    const fields = error instanceof ApiError ? error.fields : {};
    const faults = { ...fields };
    for (const input of this.#inputs) {
      input.fault = [faults[input.name] ?? []].flat().join(" ");
      delete faults[input.name];
    }
    const rest = Object.values(faults).flat().join(" ");
    this.#fault.textContent = rest || (Object.keys(fields).length ? "" : explain(error));
    if (this.#fault.textContent) this.#fault.scrollIntoView({ block: "nearest" });
    else this.#inputs.find((input) => input.fault)?.focus();
  }
}
