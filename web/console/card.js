// A room as the lists show it: a row whose button stays the same element, whatever it comes to say, and a box that chooses
// it for what is done to many.

import { el, icon, replaceChildren } from "../shared/dom.js";
import { age } from "../shared/format-time.js";
import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { verified } from "../shared/verified.js";
import { face } from "../shared/face.js";
import { waitOf } from "./waiting-time.js";

const FLAG = "M5 22V4h14l-3 5 3 5H5";

/** Presence, in colour and in words. @param {boolean} isPresent */
export function presence(isPresent) {
  const word = isPresent ? "Online" : "Offline";
  return el("span", { class: `dot ${word.toLowerCase()}`, title: word, role: "img", "aria-label": word });
}

/** A flag for a priority that calls for one. @param {Priority} priority */
export function flag(priority) {
  if (priority != "urgent" && priority != "high") return null;
  const word = PRIORITY_NAMES[priority];
  return el("span", { class: `flag ${priority}`, title: word, role: "img", "aria-label": word }, icon(FLAG));
}

/** Chip of a chat that began while the desk was closed or nobody was there. */
export function missed() {
  return el("span", { class: "chip", title: "No one was available when this chat started" }, "Missed");
}

/** Name of a room's customer. @param {ChatRoom} room */
export function nameOf({ chat_user_info }) {
  return chat_user_info?.full_name || chat_user_info?.email || "Visitor";
}

/**
 * Contents of a row.
 * @typedef {object} Item
 * @property {ChatRoom} room
 * @property {Message | null} said last message that somebody wrote
 * @property {string | null} since time for which the customer has waited for an answer
 * @property {{kind: string, text: string} | null} draft of this agent
 * @property {number} unread
 * @property {boolean} isOpen
 * @property {boolean | null} isPresent null where it is not known
 * @property {boolean} isMine
 * @property {boolean} isChosen
 * @property {string} [left] why the room is not in this list any more
 */

export class Card {
  #button;
  #box;
  #shown = "";

  /** @param {() => void} open @param {(isRange: boolean) => void} choose */
  constructor(open, choose) {
    const onclick = (/** @type {MouseEvent} */ { shiftKey, ctrlKey, metaKey }) => {
      if (shiftKey || ctrlKey || metaKey) choose(shiftKey);
      else open();
    };
    this.#button = el("button", { type: "button", class: "room quiet", onclick });
    this.#box = el("input", {
      type: "checkbox",
      tabIndex: -1,
      onclick: (/** @type {MouseEvent} */ { shiftKey }) => choose(shiftKey),
    });
    this.element = el("li", {}, el("label", { class: "pick" }, this.#box), this.#button);
  }

  get hasFocus() {
    return this.#button == document.activeElement;
  }

  focus() {
    this.#button.focus({ preventScroll: true });
  }

  /** @param {Item} item */
  show(item) {
    const content = contentOf(item);
    this.#box.checked = item.isChosen;
    const shown = JSON.stringify(content);
    if (shown == this.#shown) return;
    this.#shown = shown;
    if (content.isOpen) this.#button.setAttribute("aria-current", "true");
    else this.#button.removeAttribute("aria-current");
    this.#button.classList.toggle("has-left", !!content.left);
    this.#button.classList.toggle("is-unread", content.unread > 0);
    this.#button.classList.toggle("is-chosen", content.isChosen);
    this.#box.setAttribute("aria-label", `Select ${content.name}`);
    replaceChildren(this.#button, ...lines(content));
  }
}

/** All that is shown of a room. @param {Item} item */
function contentOf({ room, said, since, draft, unread, isOpen, isPresent, isMine, isChosen, left }) {
  const { subject, priority, status, tags, chat_user, agent_name, created_at, was_unattended } = room;
  const time = said?.created_at ?? created_at;
  const isOwn = said?.sender_type == "agent";
  return {
    name: nameOf(room),
    picture: chat_user?.avatar,
    isVerified: verified(chat_user) != false,
    by: draft?.kind ?? (isOwn ? (isMine ? "You" : agent_name) : null),
    isDraft: draft != null,
    text: draft?.text ?? (said?.content || said?.attachment_info?.name || subject),
    since,
    time,
    // Both change as time goes by.
    age: age(since ?? time),
    wait: since && waitOf(since),
    agent: !isMine && agent_name,
    ...{ priority, status, tags, unread, isOpen, isPresent, isChosen, left, wasUnattended: was_unattended },
  };
}

/** @param {ReturnType<typeof contentOf>} content */
function lines({ name, picture, isVerified, isPresent, isChosen, priority, by, isDraft, text, unread, ...rest }) {
  return [
    el("span", { class: "portrait" }, face(name, picture), isPresent != null && presence(isPresent)),
    el(
      "span",
      { class: "line" },
      el("span", { class: "name" }, el("bdi", {}, name)),
      isChosen && el("span", { class: "spoken" }, "selected"),
      isVerified && verified({ is_verified: true }),
      flag(priority),
      timeOf(rest),
    ),
    el(
      "span",
      { class: "line" },
      el(
        "span",
        { class: "excerpt", dir: "auto" },
        by && el("span", { class: isDraft ? "draft" : "by" }, `${by}: `),
        el("bdi", {}, text),
      ),
      marks(rest),
      unread > 0 && el("span", { class: "badge" }, `${unread}`, el("span", { class: "spoken" }, " unread")),
    ),
  ];
}

/** @param {{since: string | null, time: string, age: string, wait: ReturnType<typeof waitOf> | null | ""}} content */
function timeOf({ since, time, age, wait }) {
  if (!since || !wait) return el("time", { dateTime: time }, age);
  const spoken = el("span", { class: "spoken" }, wait.text);
  return el(
    "time",
    { dateTime: since, class: `wait ${wait.level}` },
    spoken,
    el("span", { "aria-hidden": "true" }, age),
  );
}

/**
 * One chip: there is no room for more.
 * @param {{left?: string, status: RoomStatus, wasUnattended: boolean, tags: string[], agent: string | null | false}} content
 */
function marks({ left, status, wasUnattended, tags, agent }) {
  if (left) return el("span", { class: "chip" }, left);
  if (status == "resolved" || status == "closed") return el("span", { class: `chip ${status}` }, STATUS_NAMES[status]);
  if (status == "waiting" && wasUnattended) return missed();
  const [first, ...others] = tags;
  const more = others.length > 0 && ` +${others.length}`;
  if (first) return el("span", { class: "chip" }, el("bdi", {}, first), more);
  return agent ? el("span", { class: "chip" }, el("bdi", {}, agent)) : null;
}
