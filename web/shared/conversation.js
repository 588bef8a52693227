// A room's messages on the page: in their order, with what is on its way, who is typing, and how far the other side
// has read. Older ones are loaded by scrolling up.

import { el, list, naming, replaceChildren } from "./dom.js";
import { saying } from "./sayings.js";
import { bubble, dayLine, outgoingBubble } from "./bubble.js";

/** Distance from the end within which the conversation follows new messages, in pixels. */
const FOLLOW_DISTANCE = 80;
/** Duration for which a typing indicator stays without another `typing` frame, in milliseconds. */
const TYPING_TIMEOUT = 6_000;
/** Time after which a message begins a new group, with its time and its sender, in milliseconds. */
const GROUP_GAP = 300_000;

/**
 * @typedef {object} Options
 * @property {import("../client/client.js").ChatClient} client
 * @property {import("../client/room.js").Room} room
 * @property {Side} side whose page this is
 * @property {() => boolean} isReading whether what is shown here counts as read
 * @property {(text: string, values?: Record<string, string>) => string} t translates
 * @property {string} [language]
 * @property {(message: Message, room: ChatRoom) => import("./dom.js").Child} [controls] beside a message
 * @property {import("./bubble.js").Part} [edited] in the place of the word for an edited message
 * @property {import("./bubble.js").Part} [face] at the first message of somebody
 * @property {HTMLElement} [before] what stands before the first message
 * @property {HTMLElement} [after] what stands after the last
 */

export class Conversation {
  #options;
  #messages = el("ol", { class: "messages" });
  #typing = el("p", { class: "typing" });
  #spoken = el("p", { class: "spoken", "aria-live": "polite" });
  #scroll;
  #more;
  #stopListening = new AbortController();
  #typingEnds = 0;
  #readSeq = 0;
  /** `true` once this was looked at: an agent sees then as well that they got the chat, which no message says. */
  #isSeen = false;
  #lastSeq = Infinity;
  #isLoading = false;
  #isFollowing = true;
  /** Those on their way that have slid in. @type {WeakSet<import("../client/outbox.js").Outgoing>} */
  #slid = new WeakSet();
  #resized = new ResizeObserver(() => this.#follow());

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    const { client, t, before, after, face } = options;
    if (face) this.#messages.classList.add("faces");
    const jump = () => this.#toEnd();
    this.#more = el("button", { class: "jump", type: "button", hidden: true, onclick: jump }, t("New messages"), " ↓");
    this.#scroll = el(
      "div",
      {
        class: "scroll",
        tabIndex: 0,
        role: "region",
        "aria-label": t("Conversation"),
        onscroll: () => this.#scrolled(),
      },
      before ?? null,
      this.#messages,
      after ?? null,
      this.#typing,
    );
    this.element = el("div", { class: "conversation" }, this.#scroll, this.#more, this.#spoken);
    const { signal } = this.#stopListening;
    client.on("room", (changed) => changed == options.room && this.show(), { signal });
    client.on("typing", (frame) => this.#typed(frame), { signal });
    // A reading position sent over a lost connection may be lost.
    for (const type of /** @type {const} */ (["status", "error"]))
      client.on(type, () => (this.#readSeq = 0), { signal });
    addEventListener("focus", () => this.#read(), { signal });
    for (const element of [this.#scroll, after]) if (element) this.#resized.observe(element);
    this.show();
  }

  stop() {
    this.#stopListening.abort();
    this.#resized.disconnect();
    clearTimeout(this.#typingEnds);
  }

  show() {
    const { room, side, t, language, controls, edited, face, before } = this.#options;
    const { fields, messages, outgoing, hasOlder } = room;
    if (before) before.hidden = hasOlder;
    const shownSeq = this.#lastSeq;
    if (fields) this.#speak(messages);
    const isOver = fields?.status == "resolved" || fields?.status == "closed";
    const rows = placed(rowsOf(messages, side, !isOver, fields?.chat_user_info?.full_name), outgoing);
    const page = {
      t,
      language,
      edited,
      face,
      controls: fields && controls && ((/** @type {Message} */ message) => controls(message, fields)),
    };
    const make = (/** @type {Row} */ row) => {
      const { message, outgoing } = row;
      if (message) return slide(bubble(message, row, page), !row.own && message.seq > shownSeq);
      if (outgoing) {
        const isNew = !this.#slid.has(outgoing) && this.#messages.isConnected;
        this.#slid.add(outgoing);
        const actions = { retry: () => room.retry(row.key), discard: () => room.discard(row.key) };
        return slide(outgoingBubble(outgoing, t, actions), isNew);
      }
      return dayLine(row.day ?? "", language);
    };
    list(
      this.#messages,
      rows,
      (row) => row.key,
      make,
      (row) => [row, fields?.status],
    );
    this.#follow();
    this.#read();
    // Hidden, it has no height, and needs no more than it has.
    const { clientHeight, scrollHeight } = this.#scroll;
    if (clientHeight && scrollHeight <= clientHeight) this.#loadOlder();
  }

  /** Announces the other side's new messages to screen readers. @param {Message[]} messages */
  #speak(messages) {
    const seq = messages.at(-1)?.seq ?? 0;
    const news = messages.filter((message) => message.seq > this.#lastSeq && !isOwn(message, this.#options.side));
    this.#lastSeq = seq;
    if (!news.length) return;
    const said = news.map(({ sender_type, sender_info, content, attachment_info }) => {
      const text = content || attachment_info?.name;
      return sender_type == "system" ? `${saying(content, this.#options.t)} ` : `${sender_info.name}: ${text} `;
    });
    replaceChildren(this.#spoken, said.join(""));
    this.#more.hidden = this.#isFollowing;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < FOLLOW_DISTANCE;
    if (this.#isFollowing) this.#more.hidden = true;
    this.#read();
    if (scrollTop < 3 * FOLLOW_DISTANCE) this.#loadOlder();
  }

  /** Stays at the end, unless somebody has scrolled up. */
  #follow() {
    if (this.#isFollowing) this.#toEnd();
  }

  #toEnd() {
    this.#isFollowing = true;
    this.#more.hidden = true;
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  async #loadOlder() {
    const { room } = this.#options;
    if (this.#isLoading || !room.hasOlder) return;
    this.#isLoading = true;
    const fromEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop;
    // Scrolling on tries again.
    await room.loadOlder().catch(() => {});
    if (!this.#isFollowing) this.#scroll.scrollTop = this.#scroll.scrollHeight - fromEnd;
    this.#isLoading = false;
  }

  #read() {
    const { room, side, isReading } = this.#options;
    if (!room.fields || room.lastSeq == this.#readSeq || !this.#isFollowing || document.hidden || !isReading()) return;
    if (!room.unread(side) && (this.#isSeen || side == "customer")) return;
    this.#isSeen = true;
    this.#readSeq = room.lastSeq;
    room.read();
  }

  /** @param {FrameOf<"typing">} frame */
  #typed({ room_id, data }) {
    if (room_id != this.#options.room.id) return;
    clearTimeout(this.#typingEnds);
    const words = naming(this.#options.t, "{name} is typing…", data.name);
    replaceChildren(this.#typing, data.is_typing && dots(), data.is_typing && el("span", {}, ...words));
    this.#typingEnds = setTimeout(() => replaceChildren(this.#typing), TYPING_TIMEOUT);
    this.#follow();
  }
}

/** Lets a new message slide in, unless that is too much for somebody. @param {HTMLElement} element @param {boolean} isNew */
function slide(element, isNew) {
  if (isNew && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    element.animate({ opacity: [0, 1], translate: ["0 8px", "0"] }, { duration: 120, easing: "ease-out" });
  return element;
}

/** Somebody is typing. */
function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}

/**
 * A message, one on its way, or the beginning of a day.
 * @typedef {object} Row
 * @property {string} key
 * @property {string} [day]
 * @property {Message} [message]
 * @property {import("../client/outbox.js").Outgoing} [outgoing]
 * @property {boolean} [own]
 * @property {string} [name] of its sender
 * @property {boolean} [starts] `true` if it is the first of its sender
 * @property {"read" | "sent"} [receipt]
 */

/** @param {Message} message @param {Side} side */
function isOwn(message, side) {
  return message.sender_type == (side == "customer" ? "user" : "agent");
}

/**
 * A refused message stands where it was written: later ones stand below it. Those on their way stand last.
 * @param {Row[]} rows @param {import("../client/outbox.js").Outgoing[]} outgoing @returns {Row[]}
 */
function placed(rows, outgoing) {
  for (const one of outgoing) {
    const row = { key: one.id, outgoing: one };
    const { wasRefused, after = 0 } = one;
    const index = wasRefused ? rows.findIndex(({ message }) => message && message.seq > after) : -1;
    rows.splice(index < 0 ? rows.length : index, 0, row);
  }
  return rows;
}

/**
 * A row a message, and one where a day begins.
 * @param {Message[]} messages
 * @param {Side} side
 * @param {boolean} isOpen in a chat that has ended, nobody sees what was sent last
 * @param {string} [customer] the customer's name, which may have come after their first messages
 * @returns {Row[]}
 */
function rowsOf(messages, side, isOpen, customer) {
  const nameOf = (/** @type {Message} */ { sender_type, sender_info }) =>
    (sender_type == "user" && customer) || sender_info.name;
  const own = messages.filter((message) => isOwn(message, side));
  const lastRead = own.findLast((message) => message.is_read);
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const isNewDay = new Date(before?.created_at ?? 0).toDateString() != new Date(message.created_at).toDateString();
    const name = nameOf(message);
    const starts =
      isNewDay ||
      before.sender_type != message.sender_type ||
      nameOf(before) != name ||
      Date.parse(message.created_at) - Date.parse(before.created_at) > GROUP_GAP;
    /** @type {Row} */
    const row = { key: message.id, message, own: isOwn(message, side), name, starts };
    if (message == lastRead) row.receipt = "read";
    else if (isOpen && message == own.at(-1)) row.receipt = "sent";
    return isNewDay ? [{ key: message.created_at, day: message.created_at }, row] : [row];
  });
}
