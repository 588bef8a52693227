// The widget's header: the desk, who answers and whether they are there, and what can be done with a chat.

import { el, icon, isComposing, replaceChildren } from "../shared/dom.js";
import { face } from "./face.js";
import { button } from "./rating-form.js";

const DOWN = "m6 9 6 6 6-6";
const MORE = "M5 12h.01M12 12h.01M19 12h.01";

export class Header {
  #face = el("span");
  #status = el("p", { class: "status", role: "status" });
  #shownName = "";
  #more;
  #menu;

  /**
   * @param {object} options
   * @param {import("../shared/phrase.js").Translate} options.t
   * @param {string} options.title
   * @param {string | undefined} options.logo its address
   * @param {[text: string, act: () => void][]} options.actions what can be done with the chat
   * @param {() => void} options.closed
   */
  constructor({ t, title, logo, actions, closed }) {
    const picture = logo ? el("img", { src: logo, alt: "", onerror: () => picture?.remove() }) : null;
    const items = actions.map(([text, act]) => button(t(text), () => this.#act(act)));
    this.#menu = el("div", { class: "menu", hidden: true }, items);
    this.#more = el(
      "button",
      {
        type: "button",
        class: "more",
        "aria-label": t("More options"),
        "aria-expanded": "false",
        onclick: () => this.#open(!!this.#menu.hidden),
      },
      icon(MORE),
    );
    const minimize = { type: "button", class: "minimize", "aria-label": t("Minimize chat"), onclick: closed };
    this.element = el(
      "header",
      {
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
        onfocusout: (/** @type {FocusEvent} */ event) => this.#left(event),
      },
      picture,
      this.#face,
      el("div", { class: "title" }, el("h2", {}, title), this.#status),
      this.#more,
      this.#menu,
      el("button", minimize, icon(DOWN)),
    );
  }

  /**
   * Shows words about the chat, in a region that screen readers read when they change.
   * @param {string} text @param {Agent | null} [agent] whom they name
   */
  show(text, agent) {
    const { full_name = "", avatar = null, is_online = false } = agent ?? {};
    // Addresses of pictures are others each time.
    if (full_name != this.#shownName) replaceChildren(this.#face, full_name && face(full_name, avatar));
    this.#shownName = full_name;
    if (this.#status.textContent != text) replaceChildren(this.#status, text && el("bdi", {}, text));
    this.#status.classList.toggle("online", is_online == true);
  }

  /** Whether there is a chat to do something with. @param {boolean} isOpen */
  set hasChat(isOpen) {
    this.#more.hidden = !isOpen;
    if (!isOpen) this.#open(false);
  }

  /** @param {boolean} isOpen */
  #open(isOpen) {
    this.#menu.hidden = !isOpen;
    this.#more.setAttribute("aria-expanded", String(isOpen));
  }

  /** @param {() => void} act */
  #act(act) {
    this.#open(false);
    this.#more.focus();
    act();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key != "Escape" || this.#menu.hidden || isComposing(event)) return;
    event.stopPropagation();
    this.#open(false);
    this.#more.focus();
  }

  /** @param {FocusEvent} event */
  #left({ relatedTarget }) {
    if (!this.element.contains(/** @type {Node | null} */ (relatedTarget))) this.#open(false);
  }
}
