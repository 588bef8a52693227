// The desk's logo on a form: its picture, another one in its place, or none.

import { el, replaceChildren } from "../shared/dom.js";

/** @import { DeskLogo } from "../client/types.js" */

/** Largest logo, in bytes. */
const LIMIT = 100 * 1024;

/** A new logo as a data URL, empty to remove the one there is; `undefined` for no change. */
export class LogoPart {
  name = "logo";
  /** @type {string | undefined} */
  value;
  #picture = el("div", { class: "logo-preview" });
  #fault = el("p", { class: "fault", id: "profile-logo-fault" });
  #file = el("input", {
    type: "file",
    accept: "image/png,image/jpeg",
    "aria-describedby": "profile-logo-hint profile-logo-fault",
    onchange: () => this.#choose(),
  });
  #remove = el("button", { type: "button", class: "quiet", onclick: () => this.#change("") }, "Remove logo");

  /** @param {DeskLogo | null} logo */
  constructor(logo) {
    this.element = el(
      "div",
      { class: "field" },
      el("label", { class: "field" }, "Logo", this.#file),
      el(
        "span",
        { class: "hint", id: "profile-logo-hint" },
        "A PNG or JPEG of 100 KB at most. Shown in the chat and in emails.",
      ),
      this.#fault,
      this.#picture,
    );
    this.#show(logo ? `/api/chat/logo/${logo.id}/` : "");
  }

  async #choose() {
    const [file] = this.#file.files ?? [];
    if (!file) return;
    if (file.size > LIMIT) {
      this.#file.value = "";
      this.fault = "Choose a picture of 100 KB at most.";
      return;
    }
    const reader = new FileReader();
    reader.onload = () => this.#change(String(reader.result));
    reader.readAsDataURL(file);
  }

  /** @param {string} value */
  #change(value) {
    this.value = value;
    this.fault = "";
    if (!value) this.#file.value = "";
    this.#show(value);
  }

  /** @param {string} src */
  #show(src) {
    replaceChildren(this.#picture, src && el("img", { src, alt: "Logo" }), src && this.#remove);
  }

  get fault() {
    return this.#fault.textContent ?? "";
  }

  set fault(text) {
    this.#fault.textContent = text;
    this.#file.setAttribute("aria-invalid", String(Boolean(text)));
  }

  focus() {
    this.#file.focus();
  }
}
