// What tells a visitor of an answer while the chat isn't looked at: a preview beside the button, the page's title, a
// sound, and words for screen readers.

import { session } from "../client/storage.js";
import { chime } from "../shared/chime.js";
import { el, replaceChildren } from "../shared/dom.js";

/** Time in which the tab that is looked at can say so to the others, and in which all have heard of a message, in milliseconds. */
const SOUND_DELAY = 250;
const SOUND_TIMEOUT = 5_000;
/** Name under which the tab keeps the message whose preview was dismissed. */
const DISMISSED = "dismissed";

export class Attention {
  #spoken = el("p", { class: "spoken", "aria-live": "polite" });
  #preview = el("button", { type: "button" });
  #card;
  /** The newest message that is known. */
  #seq = Infinity;
  /** @type {Message | undefined} */
  #shown;
  /** Act for a greeting that is shown, once it is dismissed. @type {(() => void) | undefined} */
  #dismissGreeting;
  /** Title of the page without ours, and ours. */
  #titles = { page: "", own: "" };

  /** @param {import("../shared/phrase.js").Translate} t @param {() => void} open opens the chat */
  constructor(t, open) {
    this.#preview.onclick = open;
    const dismiss = el("button", { type: "button", "aria-label": t("Dismiss"), onclick: () => this.#dismiss() }, "✕");
    this.#card = el("div", { class: "preview", hidden: true }, this.#preview, dismiss);
    this.element = el("div", {}, this.#card, this.#spoken);
  }

  /**
   * Shows what there is to see of a chat.
   * @param {import("../client/room.js").Room | undefined} room
   * @param {boolean} isOpen @param {boolean} isSeen `false` if it is out of sight, though open
   */
  update(room, isOpen, isSeen) {
    const unread = room?.unread("customer") ?? 0;
    const isLookedAt = isSeen && !document.hidden;
    if (isOpen) this.#dismissGreeting = undefined;
    const message = room?.messages.findLast(({ sender_type }) => sender_type == "agent");
    this.#entitle(isLookedAt ? 0 : unread);
    this.#show(isOpen || message?.is_read ? undefined : message);
    const isNew = message && message.seq > this.#seq;
    // Messages may be newer than the room's fields.
    this.#seq = room?.fields ? Math.max(room.lastSeq, message?.seq ?? 0) : Infinity;
    if (!isNew) return;
    if (!isLookedAt) this.#announce(message, isOpen);
    sound(message.id, isLookedAt);
  }

  /**
   * Shows a greeting, until the chat is opened.
   * @param {string} name whose it is @param {string} text @param {() => void} dismissed the visitor doesn't want it
   */
  greet(name, text, dismissed) {
    this.#dismissGreeting = dismissed;
    this.#preview.replaceChildren(...preview(name, text));
    this.#card.hidden = false;
    replaceChildren(this.#spoken, name ? `${name}: ${text}` : text);
  }

  /** @param {Message | undefined} message */
  #show(message) {
    if (message) this.#dismissGreeting = undefined;
    this.#card.hidden = message ? session.get(DISMISSED) == message.id : !this.#dismissGreeting;
    if (!message || (message.id == this.#shown?.id && message.content == this.#shown.content)) return;
    this.#shown = message;
    const { sender_info, content, attachment_info } = message;
    const text = content || `📎 ${attachment_info?.name ?? ""}`;
    this.#preview.replaceChildren(...preview(sender_info.name, text.split("\n")[0]));
  }

  /** @param {Message} message @param {boolean} isOpen then the conversation says it */
  #announce({ sender_info, content, attachment_info }, isOpen) {
    if (!isOpen) replaceChildren(this.#spoken, `${sender_info.name}: ${content || attachment_info?.name}`);
  }

  #dismiss() {
    if (this.#dismissGreeting) this.#dismissGreeting();
    else session.set(DISMISSED, this.#shown?.id);
    this.#dismissGreeting = undefined;
    this.#card.hidden = true;
  }

  /** Puts a number before the page's title, which the page may change meanwhile. @param {number} count */
  #entitle(count) {
    const titles = this.#titles;
    if (document.title != titles.own) titles.page = document.title;
    titles.own = count ? `(${count}) ${titles.page}` : titles.page;
    if (document.title != titles.own) document.title = titles.own;
  }

  stop() {
    this.#entitle(0);
  }
}

/**
 * Sounds for a new message, in one of the visitor's tabs, and in none where one is looked at: the first that holds the
 * message's lock does it for all.
 * @param {string} id @param {boolean} isLookedAt
 */
function sound(id, isLookedAt) {
  // Before a gesture, browsers let out no sound.
  if (!isLookedAt && !navigator.userActivation?.hasBeenActive) return;
  const hold = (/** @type {unknown} */ lock) => {
    if (!lock) return undefined;
    if (!isLookedAt) chime();
    return new Promise((resolve) => setTimeout(resolve, SOUND_TIMEOUT));
  };
  // Only secure pages have locks.
  if (!navigator.locks) return void hold(true);
  const take = () => navigator.locks.request(`tribeclub-chat-${id}`, { ifAvailable: true }, hold);
  setTimeout(take, isLookedAt ? 0 : SOUND_DELAY);
}

/** @param {string} name @param {string} text @returns {(Node | string)[]} */
function preview(name, text) {
  const words = el("span", { dir: "auto" }, text);
  return name ? [el("strong", {}, el("bdi", {}, name)), " ", words] : [words];
}
