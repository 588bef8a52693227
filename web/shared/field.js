// An input of a dialog with its label, its hint, and what the server finds wrong with it.

import { el } from "./dom.js";

/** @typedef {"text" | "password" | "email" | "number" | "url" | "date"} InputType */

/**
 * An input: `select` and `choices` (several of them, as checkboxes) take options; `hint` stands below it.
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {InputType | "checkbox" | "textarea" | "select" | "choices"} [type]
 * @property {any} [value]
 * @property {[value: string, label: string][]} [options]
 * @property {boolean} [required]
 * @property {string} [hint]
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [maxlength]
 * @property {string} [autocomplete]
 */

/** An input below its label. @param {string} label @param {HTMLElement} input */
export function labelled(label, input) {
  return el("label", { class: "field" }, label, input);
}

/** An input of a form with all that is said about it. */
export class Input {
  #type;
  #controls;
  #fault;

  /** @param {Field} field @param {string} id */
  constructor(field, id) {
    const { name, label, type = "text", hint } = field;
    this.name = name;
    this.#type = type;
    this.#fault = el("p", { class: "fault", id: `${id}-fault` });
    this.#controls = controls(field);
    const note = hint && el("span", { class: "hint", id: `${id}-hint` }, hint);
    const described = `${id}-hint ${id}-fault`;
    for (const control of this.#controls) control.setAttribute("aria-describedby", note ? described : `${id}-fault`);
    const [control] = this.#controls;
    if (type == "choices") {
      const labels = this.#controls.map((choice, index) => check(choice, field.options?.[index][1] ?? ""));
      this.element = el(
        "fieldset",
        {},
        el("legend", {}, label),
        el("div", { class: "choices" }, labels),
        note,
        this.#fault,
      );
    } else if (type == "checkbox") {
      this.element = el("div", { class: "field" }, check(control, label), note, this.#fault);
    } else {
      this.element = el("div", { class: "field" }, labelled(label, control), note, this.#fault);
    }
  }

  /** Value in the form that the API takes. @returns {unknown} */
  get value() {
    const [control] = this.#controls;
    const boxes = /** @type {HTMLInputElement[]} */ (this.#controls);
    if (this.#type == "choices") return boxes.filter(({ checked }) => checked).map(({ value }) => value);
    if (this.#type == "checkbox") return boxes[0].checked;
    if (this.#type == "number") return control.value ? Number(control.value) : null;
    return this.#type == "password" ? control.value : control.value.trim();
  }

  get fault() {
    return this.#fault.textContent;
  }

  set fault(text) {
    this.#fault.textContent = text;
    for (const control of this.#controls) control.setAttribute("aria-invalid", String(Boolean(text)));
  }

  focus() {
    this.#controls[0].focus();
  }
}

/** @param {Field} field @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
function controls({ name, type = "text", value, options = [], required, min, max, maxlength, autocomplete }) {
  const common = { name, required };
  if (type == "choices")
    return options.map(([choice]) =>
      el("input", { type: "checkbox", value: choice, checked: value?.includes(choice) }),
    );
  if (type == "checkbox") return [el("input", { ...common, type, checked: value })];
  if (type == "textarea") return [el("textarea", { ...common, maxlength, value: value ?? "" })];
  if (type == "select") {
    return [
      el(
        "select",
        common,
        options.map(([choice, text]) => el("option", { value: choice, selected: choice == value }, text)),
      ),
    ];
  }
  return [
    el("input", { ...common, type, min, max, maxlength, autocomplete: autocomplete ?? "off", value: value ?? "" }),
  ];
}

/** @param {HTMLElement} box @param {string} label */
function check(box, label) {
  return el("label", { class: "check" }, box, label);
}
