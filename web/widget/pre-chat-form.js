// How a chat begins: the first message, then who writes. What is typed is kept until it is sent, whatever happens
// around it.

import { Api } from "../shared/api.js";
import { el, put } from "../shared/dom.js";
import { ApiError, explain } from "../shared/errors.js";
import { isComposing } from "../shared/keys.js";

/** How long a captcha may take, in milliseconds. */
const CAPTCHA_TIMEOUT = 60_000;

/** @param {import("./panel.js").Options} options @param {() => void} begun */
export function preChatForm({ base, settings, t, storage }, begun) {
  const api = new Api(base);
  const form = el("form", { class: "pre-chat", onsubmit: submit });
  const fault = el("p", { class: "fault", role: "alert" });
  /** The identity token that the server didn't believe. @type {string | undefined} */
  let refused;
  let isAskingWho = false;
  let isBusy = false;
  if (storage.visit?.sessionId && !settings.identity) askWho();
  else askWhat();
  return form;

  function askWhat() {
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
      form.requestSubmit();
    };
    fill(false, [greeting(settings.greeting || t("Hi! How can we help?"))], [message], t("Next"));
  }

  function askWho() {
    const fields = [
      field("full_name", t("Name (optional)"), "name"),
      field("email", t("Email (optional)"), "email"),
      field("phone_number", t("Phone (optional)"), "tel"),
    ];
    const message = storage.visit?.message;
    const own = message && el("p", { class: "bubble first-message", dir: "auto" }, message);
    fill(true, [own, greeting(t("How can we reach you?"))], fields, t("Start chat"));
    form.querySelector("input")?.focus();
  }

  /**
   * @param {boolean} isWho
   * @param {import("../shared/dom.js").Child[]} said
   * @param {HTMLElement[]} fields
   * @param {string} action
   */
  function fill(isWho, said, fields, action) {
    isAskingWho = isWho;
    put(form, ...said, fault, fields, el("button", { class: "primary" }, action));
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    put(fault);
    const values = Object.fromEntries(new FormData(form));
    try {
      await (isAskingWho ? complete(values) : begin(String(values.initial_message)));
    } catch (error) {
      show(error);
    } finally {
      setBusy(false);
    }
  }

  /** The button stays where the focus is. @param {boolean} busy */
  function setBusy(busy) {
    isBusy = busy;
    form.querySelector("button")?.setAttribute("aria-disabled", String(busy));
  }

  /** @param {string} initial_message */
  async function begin(initial_message) {
    if (!initial_message.trim()) return;
    // The same message once more is the same chat.
    if (storage.visit?.message != initial_message) {
      const { session_id } = await api.post("/api/chat/start_chat/", { initial_message });
      storage.visit = { sessionId: session_id, message: initial_message };
    }
    const { identity } = settings;
    // Whom the site vouches for need not say who they are, unless the server doesn't believe it.
    if (identity && identity != refused) {
      try {
        await complete({ identity });
        return;
      } catch (error) {
        if (!(error instanceof ApiError && "identity" in error.fields)) throw error;
        refused = identity;
      }
    }
    askWho();
  }

  /** Repeated, it opens no second room. @param {Record<string, any>} values */
  async function complete(values) {
    const captcha_token = await captcha();
    const session_id = storage.visit?.sessionId;
    const { chat_room_id, token } = await api.post("/api/chat/complete_chat/", {
      ...values,
      session_id,
      captcha_token,
    });
    storage.visit = { roomId: chat_room_id, token };
    storage.firstMessage = "";
    begun();
  }

  /** A site with a captcha puts a function onto its page that gives a token. It may fail, as where an ad blocker is. */
  async function captcha() {
    const timeout = new Promise((_, reject) => setTimeout(reject, CAPTCHA_TIMEOUT));
    try {
      return await Promise.race([/** @type {any} */ (globalThis).tribeclubChatCaptcha?.(), timeout]);
    } catch {
      throw new ApiError(400, { captcha_token: [] });
    }
  }

  /** @param {unknown} error */
  function show(error) {
    let text = explain(error, t, { throttled: "You’ve started too many chats." });
    if (error instanceof ApiError && error.isExpired) {
      storage.visit = null;
      text = t("Your session expired. Please send your message again.");
      askWhat();
    }
    const fields = error instanceof ApiError ? error.fields : {};
    for (const input of form.querySelectorAll("input"))
      input.setAttribute("aria-invalid", String(input.name in fields));
    put(fault, text);
    /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]"))?.focus();
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
 */
function field(name, label, type) {
  return el("label", {}, label, el("input", { name, type: type == "name" ? "text" : type, autocomplete: type }));
}
