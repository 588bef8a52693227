// Form with which a chat begins: the first message, then the visitor's name and addresses. Texts are kept until they
// are sent, whatever happens around the form.

import { Api, ApiError } from "../client/api.js";
import { el, isComposing, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";
import { loadDesk } from "./desk.js";
import { closedNotice, greetingOf } from "./desk-notice.js";

/** Time for a captcha, in milliseconds. */
const CAPTCHA_TIMEOUT = 60_000;

export class PreChatForm {
  #options;
  #begun;
  #api;
  #fault = el("p", { class: "fault", role: "alert" });
  #said = el("div", { class: "said" });
  /** Text in place of the greeting. */
  #question = "";
  /** Identity token that the server has refused. @type {string | undefined} */
  #refused;
  #isBusy = false;

  /** @param {import("./panel.js").Options} options @param {() => void} begun */
  constructor(options, begun) {
    this.#options = options;
    this.#begun = begun;
    this.#api = new Api(options.base);
    this.element = el("form", { class: "pre-chat", onsubmit: (/** @type {Event} */ event) => this.#submit(event) });
    if (options.storage.visit?.sessionId && !options.settings.identity) this.#askContact();
    else this.#askMessage();
  }

  #askMessage() {
    const { t, storage } = this.#options;
    const message = el("textarea", {
      name: "initial_message",
      required: true,
      maxLength: 10_000,
      rows: 3,
      value: storage.firstMessage,
      placeholder: t("Write a message…"),
      "aria-label": t("Message"),
      dir: "auto",
      oninput: () => (storage.firstMessage = message.value),
    });
    message.onkeydown = (event) => {
      if (event.key != "Enter" || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      this.element.requestSubmit();
    };
    this.#question = "";
    this.#fill(t("Next"), this.#said, this.#fault, message);
    this.#greet();
  }

  #greet() {
    const { t, settings, desk, language } = this.#options;
    const notice = closedNotice(desk, t, language);
    const text = this.#question || greetingOf(desk, language, settings.greeting) || t("Hi! How can we help?");
    replaceChildren(this.#said, greeting(text), notice && el("p", { class: "closed" }, notice));
  }

  /** Asks again whether the desk is open: the page may have been there for hours. */
  async renew() {
    Object.assign(this.#options.desk, await loadDesk(this.#options.base));
    this.#greet();
  }

  #askContact() {
    const { t, storage, desk } = this.#options;
    const needsEmail = !!desk.form?.some(({ name, is_required }) => name == "email" && is_required);
    const message = storage.visit?.message;
    this.#question = t("How can we reach you?");
    this.#fill(
      t("Start chat"),
      message && el("p", { class: "bubble first-message", dir: "auto" }, message),
      this.#said,
      this.#fault,
      field("full_name", t("Name (optional)"), "name"),
      field("email", needsEmail ? t("Email") : t("Email (optional)"), "email", needsEmail),
      field("phone_number", t("Phone (optional)"), "tel"),
    );
    this.#greet();
    this.element.querySelector("input")?.focus();
  }

  /** @param {string} action text of the button @param {...import("../shared/dom.js").Child} children */
  #fill(action, ...children) {
    replaceChildren(this.element, ...children, el("button", { class: "primary" }, action));
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#isBusy) return;
    this.#setBusy(true);
    replaceChildren(this.#fault);
    const values = Object.fromEntries(new FormData(this.element));
    try {
      await ("initial_message" in values ? this.#begin(String(values.initial_message)) : this.#complete(values));
    } catch (error) {
      this.#show(error);
    } finally {
      this.#setBusy(false);
    }
  }

  /** The button is not disabled, which would take the focus from it. @param {boolean} isBusy */
  #setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.element.querySelector("button")?.setAttribute("aria-disabled", String(isBusy));
  }

  /** @param {string} initial_message */
  async #begin(initial_message) {
    if (!initial_message.trim()) return;
    const { settings, storage } = this.#options;
    // The same message once more is the same chat.
    if (storage.visit?.message != initial_message) {
      const { language } = this.#options;
      const first = { initial_message, page: location.href, language };
      const { session_id } = await this.#api.post("/api/chat/start_chat/", first);
      storage.visit = { sessionId: session_id, message: initial_message };
    }
    const { identity } = settings;
    // A visitor with an identity token is not asked for a name, unless the server refuses the token.
    if (identity && identity != this.#refused) {
      try {
        await this.#complete({ identity });
        return;
      } catch (error) {
        if (!(error instanceof ApiError && "identity" in error.fields)) throw error;
        this.#refused = identity;
      }
    }
    this.#askContact();
  }

  /** Opens the room; repeated, it opens no second one. @param {Record<string, any>} values */
  async #complete(values) {
    const { storage } = this.#options;
    const captcha_token = await captcha();
    const session_id = /** @type {string} */ (storage.visit?.sessionId);
    const body = { ...values, session_id, captcha_token };
    const { chat_room_id, token } = await this.#api.post("/api/chat/complete_chat/", body);
    storage.visit = { roomId: chat_room_id, token };
    storage.firstMessage = "";
    this.#begun();
  }

  /** @param {unknown} error */
  #show(error) {
    const { t, storage } = this.#options;
    let text = explain(error, t, { throttled: "You’ve started too many chats." });
    if (error instanceof ApiError && error.isExpired) {
      storage.visit = null;
      text = t("Your session expired. Please send your message again.");
      this.#askMessage();
    }
    const fields = error instanceof ApiError ? error.fields : {};
    for (const input of this.element.querySelectorAll("input"))
      input.setAttribute("aria-invalid", String(input.name in fields));
    replaceChildren(this.#fault, text);
    /** @type {HTMLElement | null} */ (this.element.querySelector("[aria-invalid=true]"))?.focus();
  }
}

/**
 * Calls the function that a site with a captcha puts onto its page, for a token. It may fail, as with an ad blocker.
 */
async function captcha() {
  const timeout = new Promise((_, reject) => setTimeout(reject, CAPTCHA_TIMEOUT));
  try {
    return await Promise.race([/** @type {any} */ (globalThis).tribeclubChatCaptcha?.(), timeout]);
  } catch {
    throw new ApiError(400, { captcha_token: [] });
  }
}

/** @param {string} text */
function greeting(text) {
  return el("p", { class: "greeting bubble" }, text);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {"name" | "email" | "tel"} type also what the browser may fill in
 * @param {boolean} [required]
 */
function field(name, label, type, required) {
  const input = el("input", { name, type: type == "name" ? "text" : type, autocomplete: type, required });
  return el("label", {}, label, input);
}
