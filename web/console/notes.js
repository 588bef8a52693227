// The internal notes of a room, and where one is written. What is written and not added yet is kept for its writer, in
// this tab, until they sign out.

import { el, list, replaceChildren } from "../shared/dom.js";
import { ago } from "../shared/format-time.js";
import { session } from "../client/storage.js";
import { failure } from "../shared/table.js";
import { report } from "../shared/toast.js";
import { noteDraft } from "./drafts.js";

export class Notes {
  #desk;
  #roomId;
  /** @type {`/api/chat-rooms/${string}/notes/`} */
  #path;
  #list = el("ul", { class: "notes" });
  #fault = el("div");
  #note;
  #add = el("button", {}, "Add note");
  #stopListening = new AbortController();

  /** @param {import("./desk.js").Desk} desk @param {string} roomId */
  constructor(desk, roomId) {
    this.#desk = desk;
    this.#roomId = roomId;
    this.#path = `/api/chat-rooms/${roomId}/notes/`;
    this.#note = el("textarea", {
      "aria-label": "Internal note",
      placeholder: "Add a note – only your team can see it",
      rows: 2,
      required: true,
      maxLength: 10_000,
      dir: "auto",
      value: session.get(noteDraft(desk.user.id, roomId)) ?? "",
      oninput: () => this.#keep(),
    });
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#submit();
    };
    const form = el("form", { class: "note", onsubmit: submit }, this.#note, this.#add);
    this.element = el("div", {}, el("h3", {}, "Notes"), form, this.#fault, this.#list);
    const { signal } = this.#stopListening;
    desk.client.on("note.created", ({ room_id }) => room_id == roomId && this.#load(), { signal });
    // Of notes nothing is caught up with: what was missed is asked for.
    desk.client.on("status", () => desk.client.status == "online" && this.#load(), { signal });
    desk.addEventListener("poll", () => this.#load(), { signal });
    this.#load();
  }

  stop() {
    this.#stopListening.abort();
  }

  #keep() {
    session.set(noteDraft(this.#desk.user.id, this.#roomId), this.#note.value || null);
  }

  async #submit() {
    const content = this.#note.value;
    if (this.#add.disabled) return;
    this.#add.disabled = true;
    try {
      await this.#desk.api.post(this.#path, { content });
      // Text written in the meantime is the next note.
      if (this.#note.value.startsWith(content)) this.#note.value = this.#note.value.slice(content.length);
      this.#keep();
      await this.#load();
    } catch (error) {
      report(error);
    } finally {
      this.#add.disabled = false;
    }
  }

  async #load() {
    try {
      const { results } = await this.#desk.api.get(this.#path, { page_size: 100 });
      replaceChildren(this.#fault);
      list(
        this.#list,
        results,
        ({ id }) => id,
        ({ author, content, created_at }) => {
          const by = el("span", { class: "muted" }, el("bdi", {}, author.name), `, ${ago(created_at)}`);
          return el("li", {}, el("p", { dir: "auto" }, content), by);
        },
      );
    } catch (error) {
      replaceChildren(
        this.#fault,
        failure(error, () => this.#load()),
      );
    }
  }
}
