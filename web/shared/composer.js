// Field for a message: Enter sends, Shift+Enter breaks the line; files come by button, paste or drop, and wait with the
// text until it is sent. An unsent text outlives a reload.
//
// It stays where it was put, also when a chat gets its room: whoever shows it hides what must not be seen, and never
// puts it anew, which would take the focus, and with it the next keys.

import { el, icon, isComposing, replaceChildren } from "./dom.js";
import { ACCEPTED, Staging } from "./staging.js";
import { session } from "../client/storage.js";

/** The longest message, in characters. */
const LENGTH_LIMIT = 10_000;
/** Interval of `typing` frames, and time after the last key for which somebody still types; in milliseconds. */
const TYPING_INTERVAL = 3_000;
/** Time after the last `dragover` within which something may still be dropped, in milliseconds. */
const DRAG_TIMEOUT = 500;

export class Composer {
  #t;
  #room;
  #draft;
  #fault = el("p", { class: "fault", role: "alert" });
  #staging;
  #typingSaid = -Infinity;
  #typingEnds = 0;

  /**
   * @param {object} options
   * @param {import("../client/client.js").ChatClient} options.client
   * @param {import("../client/room.js").Room} options.room
   * @param {(text: string, values?: Record<string, string>) => string} options.t translates
   */
  constructor({ client, room, t }) {
    this.#room = room;
    this.#draft = draftOf(client.owner, room);
    this.#t = t;
    this.#staging = new Staging(t, () => this.input.focus());
    this.input = el("textarea", {
      rows: 1,
      "aria-label": t("Message"),
      placeholder: t("Write a message…"),
      enterKeyHint: "send",
      dir: "auto",
      oninput: () => this.#written(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
    });
    this.input.value = session.get(this.#draft) ?? "";
    const onchange = () => {
      this.#staging.add(files.files);
      files.value = "";
      this.input.focus();
    };
    const files = el("input", { type: "file", multiple: true, accept: ACCEPTED, hidden: true, onchange });
    const attach = named(t("Attach file"), "m21 11-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8", {
      type: "button",
      class: "quiet",
      onclick: () => files.click(),
    });
    const send = named(t("Send"), "M22 2 11 13M22 2l-7 20-4-9-9-4Z", { class: "primary" });
    this.element = el(
      "form",
      {
        class: "composer",
        onpaste: (/** @type {ClipboardEvent} */ event) => this.#pasted(event),
        onsubmit: (/** @type {Event} */ event) => this.#send(event),
      },
      this.#staging.element,
      this.#fault,
      el("div", { class: "row" }, attach, files, this.input, send),
    );
    this.takeDropsOn(this.element);
    // Without this property, it gets its height whenever it comes into sight.
    if (!CSS.supports("field-sizing", "content")) new ResizeObserver(() => this.#fit()).observe(this.input);
  }

  /**
   * Writes to another room from now on, with the text and the files that are here.
   * @param {import("../client/client.js").ChatClient} client @param {import("../client/room.js").Room} room
   */
  moveTo({ owner }, room) {
    session.set(this.#draft, null);
    this.#room = room;
    this.#draft = draftOf(owner, room);
    session.set(this.#draft, this.input.value || null);
  }

  /** Puts a text where the one that was written is. @param {string} text */
  write(text) {
    this.input.value = text;
    this.#written();
    this.input.focus();
  }

  /** Puts a text there, unless something is written. It shows nobody typing. @param {string} text */
  prefill(text) {
    if (this.input.value) return;
    this.input.value = text;
    session.set(this.#draft, text);
    this.#fit();
  }

  /** Takes files that are dropped on an element, and shows that it would. @param {HTMLElement} area */
  takeDropsOn(area) {
    let leaves = 0;
    const show = (/** @type {boolean} */ isOver) => area.classList.toggle("dropping", isOver);
    area.addEventListener("dragover", (event) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      // A read-only composer takes no file; nor does the browser open it.
      if (this.element.hidden) {
        event.dataTransfer.dropEffect = "none";
        return;
      }
      clearTimeout(leaves);
      show(true);
      leaves = setTimeout(show, DRAG_TIMEOUT, false);
    });
    area.addEventListener("drop", (event) => {
      if (event.defaultPrevented || !event.dataTransfer?.files.length) return;
      event.preventDefault();
      if (this.element.hidden) return;
      show(false);
      this.#staging.add(event.dataTransfer.files);
      this.input.focus();
    });
  }

  #written() {
    const over = [...this.input.value].length - LENGTH_LIMIT;
    replaceChildren(
      this.#fault,
      over > 0 && this.#t("{count} over the 10,000-character limit.", { count: String(over) }),
    );
    session.set(this.#draft, this.input.value || null);
    this.#fit();
    this.#typing(!!this.input.value);
  }

  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  /** @param {boolean} isTyping */
  #typing(isTyping) {
    clearTimeout(this.#typingEnds);
    const now = performance.now();
    if (isTyping) this.#typingEnds = setTimeout(() => this.#typing(false), TYPING_INTERVAL);
    if (isTyping && now < this.#typingSaid + TYPING_INTERVAL) return;
    if (isTyping || this.#typingSaid > 0) this.#room.typing(isTyping);
    this.#typingSaid = isTyping ? now : -Infinity;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key != "Enter" || event.shiftKey || event.defaultPrevented || isComposing(event)) return;
    // A key that is held was pressed for what had the focus before.
    if (event.repeat) event.preventDefault();
    else this.#send(event);
  }

  /**
   * Cells and paragraphs are copied with a picture of them: whoever copies text means the text.
   * @param {ClipboardEvent} event
   */
  #pasted(event) {
    const { clipboardData } = event;
    if (!clipboardData?.files.length || clipboardData.getData("text/plain")) return;
    event.preventDefault();
    this.#staging.add(clipboardData.files);
  }

  /** @param {Event} event */
  #send(event) {
    event.preventDefault();
    this.send();
  }

  /** Sends what is written and staged. @returns {Promise<Message>[] | null} null if the text is too long */
  send() {
    const content = this.input.value.trim();
    if ([...this.input.value].length > LENGTH_LIMIT) return null;
    if (!content && this.#staging.isEmpty) return [];
    this.input.value = "";
    this.#written();
    const sent = content ? [this.#room.send(content)] : [];
    for (const file of this.#staging.take()) sent.push(this.#room.send("", file));
    this.input.focus();
    return sent;
  }
}

/** Name under which a room's unsent text is kept. @param {string} owner @param {import("../client/room.js").Room} room */
function draftOf(owner, room) {
  return `draft.${owner}.${room.id}`;
}

/** A button with a drawing. @param {string} name @param {string} drawing @param {Record<string, any>} properties */
function named(name, drawing, properties) {
  return el("button", { "aria-label": name, title: name, ...properties }, icon(drawing));
}
