// Where a message is written: Enter sends, Shift+Enter breaks the line, files come by button, paste or drop. What is written
// but not sent outlives a reload.

import { el, icon, put } from "./dom.js";

/** The longest message, in characters. */
const LONGEST = 10_000;
/** The largest file, in bytes. */
const LARGEST = 20 * 1024 * 1024;
/** How often it is said that somebody types, and how long after the last key they still do; in milliseconds. */
const SAY_TYPING = 3_000;

export class Composer {
  #t;
  #client;
  #roomId;
  #draft;
  #fault = el("p", { class: "fault", role: "alert" });
  #typingSaid = 0;
  #typingEnds = 0;

  /**
   * @param {object} options
   * @param {import("./client.js").ChatClient} options.client
   * @param {string} options.roomId
   * @param {(text: string, values?: Record<string, string>) => string} options.t translates
   */
  constructor({ client, roomId, t }) {
    this.#client = client;
    this.#roomId = roomId;
    this.#draft = `tribeclub-chat.draft.${roomId}`;
    this.#t = t;
    this.input = el("textarea", { rows: 1, "aria-label": t("Message"), placeholder: t("Write a message …"), enterKeyHint: "send", dir: "auto", oninput: () => this.#written(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event) });
    this.input.value = sessionStorage.getItem(this.#draft) ?? "";
    const files = el("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, "aria-hidden": "true", onchange: () => (this.#attach(files.files), (files.value = "")) });
    const attach = el("button", { type: "button", class: "quiet", "aria-label": t("Attach a file"), title: t("Attach a file"), onclick: () => files.click() }, icon("m21 11-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8"));
    const send = el("button", { class: "primary", "aria-label": t("Send"), title: t("Send") }, icon("M22 2 11 13M22 2l-7 20-4-9-9-4Z"));
    const row = el("div", { class: "row" }, attach, files, this.input, send);
    const act = (/** @type {(event: any) => void} */ action) => (/** @type {Event} */ event) => (event.preventDefault(), action(event));
    const listeners = { onsubmit: act(() => this.#send()), ondragover: act(() => {}), ondrop: act(({ dataTransfer }) => this.#attach(dataTransfer.files)) };
    const onpaste = (/** @type {ClipboardEvent} */ event) => this.#attach(event.clipboardData?.files);
    this.element = el("form", { class: "composer", onpaste, ...listeners }, this.#fault, row);
    requestAnimationFrame(() => this.#fit());
  }

  /** Puts a text where the one that was written is. @param {string} text */
  write(text) {
    this.input.value = text;
    this.#written();
    this.input.focus();
  }

  #written() {
    const over = [...this.input.value].length - LONGEST;
    put(this.#fault, over > 0 && this.#t("{count} characters too many.", { count: String(over) }));
    sessionStorage.setItem(this.#draft, this.input.value);
    this.#fit();
    this.#typing(!!this.input.value);
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  /** @param {boolean} isTyping */
  #typing(isTyping) {
    clearTimeout(this.#typingEnds);
    const now = Date.now();
    if (isTyping) this.#typingEnds = setTimeout(() => this.#typing(false), SAY_TYPING);
    if (isTyping && now < this.#typingSaid + SAY_TYPING) return;
    if (isTyping || this.#typingSaid) this.#client.say({ action: "typing", room_id: this.#roomId, is_typing: isTyping });
    this.#typingSaid = isTyping ? now : 0;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key != "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const content = this.input.value.trim();
    if (!content || [...this.input.value].length > LONGEST) return;
    this.#client.send(this.#roomId, content);
    this.input.value = "";
    this.#written();
    this.input.focus();
  }

  /** @param {FileList | null | undefined} files */
  #attach(files) {
    for (const file of files ?? []) {
      const isLarge = file.size > LARGEST;
      put(this.#fault, isLarge && this.#t("{name} is larger than 20 MB.", { name: file.name }));
      if (!isLarge) this.#client.send(this.#roomId, "", file);
    }
  }
}
