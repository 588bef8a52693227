// Details of the open room for staff: its customer and their other chats, subject, priority, tags, rating, and internal
// notes.

import { el, replaceChildren } from "../shared/dom.js";
import { labelled } from "../shared/field.js";
import { moment } from "../shared/format-time.js";
import { PRIORITIES, PRIORITY_NAMES, tagsOf } from "../shared/names.js";
import { report, toast } from "../shared/toast.js";
import { ChatHistory } from "./chat-history.js";
import { CustomerCard } from "./customer-card.js";
import { factList } from "./facts.js";
import { Notes } from "./notes.js";
import { transcriptActions } from "./transcript.js";

/** State of the panel, kept from chat to chat unless it would cover the conversation. */
let isOpen = innerWidth > 1200;
const isNarrow = () => innerWidth <= 860;

export class Details {
  #desk;
  /** @type {RoomPath} */
  #path;
  #roomId;
  #notes;
  #customer = new CustomerCard();
  #history;
  #facts = el("div");
  #subject = this.#field("input", {
    name: "subject",
    maxLength: 200,
    onchange: () => this.#save({ subject: this.#subject.value.trim() }),
  });
  #priority = this.#field(
    "select",
    { name: "priority", onchange: () => this.#save({ priority: /** @type {Priority} */ (this.#priority.value) }) },
    PRIORITIES.map((priority) => el("option", { value: priority }, PRIORITY_NAMES[priority])),
  );
  #tags = this.#field("input", {
    name: "tags",
    placeholder: "billing, vip",
    onchange: () => this.#save({ tags: tagsOf(this.#tags.value) }),
  });
  /** @type {ChatRoom | undefined} */
  #room;
  #shown = "";

  /** @param {import("./desk.js").Desk} desk @param {string} roomId */
  constructor(desk, roomId) {
    this.#desk = desk;
    this.#roomId = roomId;
    this.#path = `/api/chat-rooms/${roomId}/`;
    this.#notes = new Notes(desk, roomId);
    this.#history = new ChatHistory(desk.api, roomId);
    const address = () => this.#room?.chat_user_info?.email ?? "";
    const ontoggle = () => {
      if (!isNarrow()) isOpen = panel.open;
    };
    const panel = el(
      "details",
      { open: isOpen && !isNarrow(), ontoggle },
      el("summary", {}, "Details and notes"),
      this.#customer.element,
      el("h3", {}, "This chat"),
      this.#facts,
      labelled("Subject", this.#subject),
      labelled("Priority", this.#priority),
      labelled("Tags (comma-separated)", this.#tags),
      transcriptActions(desk, roomId, address),
      this.#history.element,
      this.#notes.element,
    );
    this.element = el("aside", { class: "details-panel", "aria-label": "Details" }, panel);
  }

  /** A field that is left says that it has changed, and is saved. */
  stop() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    if (focused && this.element.contains(focused)) focused.blur();
    this.#notes.stop();
  }

  /** @param {ChatRoom} room */
  show(room) {
    this.#room = room;
    this.#customer.show(room);
    this.#history.show(room);
    const { subject, priority, tags } = room;
    const facts = factsOf(room);
    const shown = JSON.stringify([facts, subject, priority, tags]);
    if (shown == this.#shown) return;
    this.#shown = shown;
    replaceChildren(this.#facts, factList(facts));
    this.#fill();
  }

  /** Leaves fields alone that the agent is changing at the moment. */
  #fill() {
    if (!this.#room) return;
    const { subject, priority, tags } = this.#room;
    for (const [input, value] of /** @type {[HTMLInputElement | HTMLSelectElement, string][]} */ ([
      [this.#subject, subject],
      [this.#priority, priority],
      [this.#tags, tags.join(", ")],
    ])) {
      if (input != document.activeElement && input.getAttribute("aria-busy") == null) input.value = value;
    }
  }

  /**
   * A field which, once it is left, says how the room is.
   * @template {"input" | "select"} T
   * @param {T} tag @param {Record<string, any>} properties @param {import("../shared/dom.js").Child} [children]
   */
  #field(tag, properties, children) {
    return el(tag, { ...properties, onblur: () => setTimeout(() => this.#fill()) }, children);
  }

  /** @param {Partial<Pick<ChatRoom, "priority" | "subject" | "tags">>} change */
  async #save(change) {
    const [name] = Object.keys(change);
    const input = { subject: this.#subject, priority: this.#priority, tags: this.#tags }[name];
    input?.setAttribute("aria-busy", "true");
    try {
      const room = await this.#desk.api.request("PATCH", this.#path, change);
      this.#room = { .../** @type {ChatRoom} */ (this.#room), ...change, ...room };
      toast("Changes saved.");
    } catch (error) {
      report(error);
    } finally {
      // A refused change doesn't stay on the page.
      input?.removeAttribute("aria-busy");
      this.#fill();
      this.#desk.client.rooms.get(this.#roomId)?.refresh();
    }
  }
}

/** All that is known of a room, and can't be changed here. @param {ChatRoom} room @returns {import("./facts.js").Fact[]} */
function factsOf({ page_url, created_at, assigned_at, rating, rating_comment, description }) {
  return [
    { name: "Page", text: page_url, make: () => pageLink(page_url ?? "") },
    { name: "Started", text: moment(created_at) },
    { name: "Assigned", text: assigned_at && moment(assigned_at) },
    { name: "Rating", text: rating != null && `${"★".repeat(rating)} (${rating} out of 5)` },
    { name: "Comment", text: rating_comment },
    { name: "Description", text: description },
  ];
}

/** The page on which a chat began, without what stands before its host. @param {string} url */
function pageLink(url) {
  if (!/^https?:/.test(url)) return url;
  const rel = "noopener noreferrer nofollow ugc";
  return el("a", { href: url, target: "_blank", rel, title: url }, url.replace(/^https?:\/\//, ""));
}
