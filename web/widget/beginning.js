// How a chat begins: the first message, then who writes.

import { Api, ApiError } from "../shared/api.js";
import { el, put } from "../shared/dom.js";
import { keepVisit, keptVisit } from "./visit.js";

/** @param {import("./panel.js").Options} options @param {() => void} begun */
export function beginning(options, begun) {
  const { base, settings, t } = options;
  const api = new Api(base);
  const form = el("form", { class: "beginning", onsubmit: submit });
  if (keptVisit()?.sessionId) askWho();
  else askWhat();
  return form;

  function askWhat(fault = "") {
    const message = el("textarea", { name: "initial_message", required: true, maxLength: 10_000, rows: 3, placeholder: t("Write a message …"), "aria-label": t("Message"), dir: "auto" });
    message.onkeydown = (event) => {
      if (event.key != "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    };
    fill(settings.greeting || t("Hello! How can we help you?"), [message], t("Send"), fault);
  }

  function askWho() {
    const fields = [field("full_name", t("Name"), "name"), field("email", t("E-mail"), "email"), field("phone_number", t("Phone (optional)"), "tel")];
    fill(t("Who may we answer?"), fields, t("Start chat"));
  }

  /** @param {string} greeting @param {HTMLElement[]} fields @param {string} action @param {string} [fault] */
  function fill(greeting, fields, action, fault) {
    put(form, el("p", { class: "greeting bubble" }, greeting), el("p", { class: "fault", role: "alert" }, fault), fields, el("button", { class: "primary" }, action));
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    button.disabled = true;
    try {
      await (keptVisit()?.sessionId ? complete(values) : begin(values));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      show(error);
    }
    button.disabled = false;
  }

  /** @param {Record<string, any>} values */
  async function begin(values) {
    if (!values.initial_message.trim()) return;
    const { session_id } = await api.post("/api/chat/start_chat/", values);
    keepVisit({ sessionId: session_id });
    // Whom the site vouches for need not say who they are.
    if (settings.identity) await complete({ identity: settings.identity });
    else askWho();
    form.querySelector("input")?.focus();
  }

  /** Repeated, it opens no second room. @param {Record<string, any>} values */
  async function complete(values) {
    // A site with a captcha puts a function here that gives a token.
    const captcha_token = await /** @type {any} */ (globalThis).tribeclubChatCaptcha?.();
    const session_id = keptVisit()?.sessionId;
    const { chat_room_id, token } = await api.post("/api/chat/complete_chat/", { ...values, session_id, captcha_token });
    keepVisit({ roomId: chat_room_id, token });
    begun();
  }

  /** @param {ApiError} error */
  function show(error) {
    if (error.isExpired) {
      keepVisit(null);
      return askWhat(t("That took too long. Please write again."));
    }
    for (const input of form.querySelectorAll("input")) input.setAttribute("aria-invalid", String(input.name in error.fields));
    const text = error.status == 429 ? "Too many chats. Please try again later." : error.message;
    put(/** @type {Element} */ (form.querySelector(".fault")), t(text));
    return /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]"))?.focus();
  }
}

/** @param {string} name @param {string} label @param {"name" | "email" | "tel"} type also what the browser may fill in */
function field(name, label, type) {
  return el("label", {}, label, el("input", { name, type: type == "name" ? "text" : type, autocomplete: type }));
}
