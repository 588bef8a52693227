// The widget's texts, one language at a time.

import { el, replaceChildren } from "../shared/dom.js";
import { Input } from "../shared/field.js";
import { LANGUAGE_NAMES } from "./languages.js";

/** @typedef {import("../client/types.js").DeskTexts["languages"]} Languages */

/** @type {[name: keyof Languages[string], label: string][]} */
const TEXTS = [
  ["greeting", "Greeting"],
  ["away", "Greeting when closed"],
  ["auto_reply", "Automatic reply"],
  ["thanks", "Thanks at the end"],
];

export class LanguageTexts {
  name = "languages";
  #fault = el("p", { class: "fault", role: "alert" });
  #place = el("div");
  #choice;
  /** Inputs by language, once it was chosen. @type {Map<string, {element: HTMLElement, inputs: Input[]}>} */
  #shown = new Map();
  #languages;

  /** @param {Languages} languages @param {string} chosen */
  constructor(languages, chosen) {
    this.#languages = languages;
    const options = /** @type {[string, string][]} */ (
      Object.entries(LANGUAGE_NAMES).map(([code, name]) => [code, code in languages ? `${name} (your texts)` : name])
    );
    const field = { name: "language", label: "Texts in", value: chosen, options };
    this.#choice = new Input({ ...field, type: "select" }, "settings-texts-language");
    this.#choice.element.addEventListener("change", () => this.#show(String(this.#choice.value)));
    this.element = el("div", { class: "fields" }, this.#choice.element, this.#place, this.#fault);
    this.#show(chosen);
  }

  /** @param {string} code */
  #show(code) {
    if (!this.#shown.has(code)) {
      const own = this.#languages[code];
      const inputs = TEXTS.map(([name, label]) => {
        const field = { name, label, value: own?.[name] ?? "", maxlength: 500 };
        return new Input({ ...field, type: "textarea" }, `settings-texts-${code}-${name}`);
      });
      const element = el(
        "div",
        { class: "fields", lang: code },
        inputs.map((input) => input.element),
      );
      this.#shown.set(code, { element, inputs });
    }
    replaceChildren(this.#place, this.#shown.get(code)?.element);
  }

  /** Texts of the languages that were looked at. */
  get value() {
    const texts = (/** @type {Input[]} */ inputs) => Object.fromEntries(inputs.map(({ name, value }) => [name, value]));
    return Object.fromEntries([...this.#shown].map(([code, { inputs }]) => [code, texts(inputs)]));
  }

  set fault(fault) {
    this.#fault.textContent = fault;
  }

  get fault() {
    return this.#fault.textContent ?? "";
  }

  focus() {
    this.#choice.focus();
  }
}
