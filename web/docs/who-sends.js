// The part of a form that chooses the sender of its request.

import { el, replaceChildren } from "../shared/dom.js";
import { signInLink } from "./components.js";

/** @typedef {import("./session.js").Session} Session */

export class WhoSends {
  #session;
  #way = el("select", { name: "way", onchange: () => this.#choose() });
  #token = el("input", { name: "token", type: "password", autocomplete: "off", onchange: () => this.#choose() });
  #tokenLabel = el("label", { class: "field", hidden: true }, "Token", this.#token);
  #hint = el("p", { class: "hint" });

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    this.element = el(
      "div",
      { class: "who-sends" },
      el("label", { class: "field" }, "Send as", this.#way),
      this.#hint,
      this.#tokenLabel,
    );
    session.addEventListener("change", () => this.#show());
    this.#show();
  }

  #choose() {
    this.#session.choose(/** @type {import("./session.js").Way} */ (this.#way.value), this.#token.value);
  }

  #show() {
    const { user, way, token } = this.#session;
    const options = [
      ["session", user ? `${user.name} (${user.role})` : "The account signed in here"],
      ["token", "Another account, by token"],
      ["nobody", "No one"],
    ];
    replaceChildren(this.#way, ...options.map(([value, label]) => el("option", { value }, label)));
    this.#way.value = way;
    this.#token.value = token;
    this.#tokenLabel.hidden = way != "token";
    this.#hint.hidden = way != "session" || !!user;
    replaceChildren(this.#hint, "No one is signed in here. ", signInLink());
  }
}
