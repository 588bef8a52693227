// What staff know of the open room: who writes, subject, priority, tags, rating, and internal notes.

import { el, list, put } from "../shared/dom.js";
import { age, moment } from "../shared/spans.js";
import { report, toast } from "../shared/toast.js";
import { PRIORITIES } from "./desk.js";

export class Details {
  #desk;
  #roomId;
  #path;
  #facts = el("dl");
  #subject = el("input", { name: "subject", maxLength: 200, onchange: () => this.#save({ subject: this.#subject.value.trim() }) });
  #priority = el("select", { name: "priority", onchange: () => this.#save({ priority: this.#priority.value }) }, PRIORITIES.toReversed().map((priority) => el("option", {}, priority)));
  #tags = el("input", { name: "tags", placeholder: "billing, vip", onchange: () => this.#save({ tags: this.#tags.value.split(",").map((tag) => tag.trim()).filter(Boolean) }) });
  #notes = el("ul", { class: "notes" });
  #note = el("textarea", { "aria-label": "Internal note", placeholder: "Only staff see notes", rows: 2, required: true, maxLength: 10_000 });
  #stopListening = new AbortController();
  #shown = "";

  /** @param {import("./desk.js").Desk} desk @param {string} roomId */
  constructor(desk, roomId) {
    this.#desk = desk;
    this.#roomId = roomId;
    this.#path = `/api/chat-rooms/${roomId}/`;
    const submit = (/** @type {Event} */ event) => (event.preventDefault(), this.#addNote());
    const transcript = el("a", { href: `${this.#path}transcript/`, download: `${roomId}.txt` }, "Transcript");
    this.element = el(
      "aside",
      { class: "details-panel", "aria-label": "Details" },
      el(
        "details",
        // Beside the conversation, or below it and out of its way.
        { open: innerWidth > 1200 },
        el("summary", {}, "Details and notes"),
        this.#facts,
        field("Subject", this.#subject),
        field("Priority", this.#priority),
        field("Tags, by commas", this.#tags),
        transcript,
        el("h3", {}, "Notes"),
        el("form", { class: "note", onsubmit: submit }, this.#note, el("button", {}, "Add note")),
        this.#notes,
      ),
    );
    const heard = (/** @type {Frame} */ { room_id }) => room_id == roomId && this.#loadNotes();
    desk.client.on("note.created", heard, { signal: this.#stopListening.signal });
    this.#loadNotes();
  }

  stop() {
    this.#stopListening.abort();
  }

  /** @param {ChatRoom} room */
  show(room) {
    const { chat_user_info: customer, description, created_at, assigned_at, rating, subject, priority, tags } = room;
    const shown = JSON.stringify([customer, description, assigned_at, rating, subject, priority, tags]);
    if (shown == this.#shown) return;
    this.#shown = shown;
    /** @type {[string, import("../shared/dom.js").Child][]} */
    const facts = [
      ["E-mail", !!customer?.email && el("a", { href: `mailto:${customer.email}` }, customer.email)],
      ["Phone", customer?.phone_number],
      ["Account", customer && (customer.is_temporary ? "visitor" : "customer")],
      ["Began", moment(created_at)],
      ["Taken", assigned_at && moment(assigned_at)],
      ["Rating", rating != null && `${"★".repeat(rating)} (${rating} of 5)`],
      ["Description", description],
    ];
    put(this.#facts, facts.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, value))));
    // What the agent is changing at the moment stays.
    for (const [input, value] of /** @type {[HTMLInputElement | HTMLSelectElement, string][]} */ ([[this.#subject, subject], [this.#priority, priority], [this.#tags, tags.join(", ")]])) {
      if (input != document.activeElement) input.value = value;
    }
  }

  /** @param {Record<string, any>} change */
  async #save(change) {
    try {
      await this.#desk.api.request("PATCH", this.#path, change);
      toast("Saved.");
    } catch (error) {
      report(error);
      // What was refused doesn't stay on the page as if it were so.
      this.#shown = "";
    }
    this.#desk.client.refresh(this.#roomId);
  }

  async #addNote() {
    try {
      await this.#desk.api.post(`${this.#path}notes/`, { content: this.#note.value });
      this.#note.value = "";
      await this.#loadNotes();
    } catch (error) {
      report(error);
    }
  }

  async #loadNotes() {
    try {
      const { results } = await this.#desk.api.get(`${this.#path}notes/`, { page_size: 100 });
      list(this.#notes, /** @type {Note[]} */ (results), ({ id }) => id, ({ author, content, created_at }) => {
        return el("li", {}, el("p", { dir: "auto" }, content), el("span", { class: "muted" }, `${author.name}, ${age(created_at)} ago`));
      });
    } catch (error) {
      report(error);
    }
  }
}

/** @param {string} label @param {HTMLElement} input */
function field(label, input) {
  return el("label", { class: "field" }, label, input);
}
