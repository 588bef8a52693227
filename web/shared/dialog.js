// Modal dialogs: a form whose faults are told beside its inputs, and a question to confirm.

import { el } from "./dom.js";
import { ApiError } from "../client/api.js";
import { explain } from "./explain.js";
import { Input } from "./field.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {Record<string, any>} Values numbers, booleans, arrays for choices, else texts; an empty number is null */

let dialogs = 0;

/**
 * Asks for values, and lets go once the action has worked with them.
 * @template T
 * @param {string} title
 * @param {Field[]} fields
 * @param {{submit: string, action: (values: Values) => Promise<T>, danger?: boolean, text?: string}} options the button's
 *   label and action, and a text above the fields
 * @returns {Promise<T | null>} the action's result, or null when cancelled
 */
export function askForm(title, fields, { submit, action, danger = false, text }) {
  const name = `dialog-${++dialogs}`;
  const inputs = fields.map((field) => new Input(field, `${name}-${field.name}`));
  const fault = el("p", { class: "fault", role: "alert" });
  const button = el("button", { class: danger ? "primary danger" : "primary" }, submit);
  const cancel = el("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
  const explanation = text && el("p", { id: `${name}-text`, class: "text" }, text);
  const form = el("form", { onsubmit: run }, el("h2", { id: name }, title), explanation, fault);
  form.append(...inputs.map((input) => input.element), el("div", { class: "buttons" }, cancel, button));
  const dialog = el(
    "dialog",
    { "aria-labelledby": name, "aria-describedby": explanation ? explanation.id : null },
    form,
  );
  /** Result of the action; a dialog that was closed meanwhile still answers with it. @type {Promise<T | null>} */
  let result = Promise.resolve(null);

  /** @param {SubmitEvent} event */
  async function run(event) {
    event.preventDefault();
    if (button.disabled) return;
    for (const input of inputs) input.fault = "";
    fault.textContent = "";
    button.disabled = true;
    const running = action(Object.fromEntries(inputs.map((input) => [input.name, input.value])));
    result = running.catch(() => null);
    try {
      await running;
      dialog.close();
    } catch (error) {
      tell(error);
    } finally {
      button.disabled = false;
    }
  }

  /** @param {unknown} error */
  function tell(error) {
    const fields = error instanceof ApiError ? error.fields : {};
    const faults = { ...fields };
    for (const input of inputs) {
      input.fault = [faults[input.name] ?? []].flat().join(" ");
      delete faults[input.name];
    }
    const rest = Object.values(faults).flat().join(" ");
    fault.textContent = rest || (Object.keys(fields).length ? "" : explain(error));
    if (fault.textContent) fault.scrollIntoView({ block: "nearest" });
    else inputs.find((input) => input.fault)?.focus();
  }

  document.body.append(dialog);
  dialog.showModal();
  if (danger) cancel.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
  });
}

/**
 * Asks whether to do something.
 * @template T
 * @param {string} title @param {string} text what it means
 * @param {{submit: string, action: () => Promise<T>, danger?: boolean}} options
 */
export function confirmAction(title, text, options) {
  return askForm(title, [], { ...options, text });
}
