// The sign that the widget works: the latest chat that began on a website. Page views are counted nowhere.

import { el, replaceChildren } from "../shared/dom.js";
import { ago } from "../shared/format-time.js";

/** Interval of requests, in milliseconds, and number of newest chats that are looked at. */
const INTERVAL = 5000;
const CHATS = 50;

export class FirstChat {
  #api;
  #timer = 0;
  #shown = "";
  #isOver = false;
  element = el("p", { class: "card pad seen", role: "status" });

  /** @param {import("../client/api.js").Api} api */
  constructor(api) {
    this.#api = api;
    this.#ask();
  }

  async #ask() {
    try {
      if (!document.hidden) this.#show((await this.#api.get("/api/chat-rooms/", { page_size: CHATS })).results);
    } catch {
      // It asks again.
    }
    if (!this.#isOver) this.#timer = setTimeout(() => this.#ask(), INTERVAL);
  }

  /** @param {ChatRoom[]} rooms newest first */
  #show(rooms) {
    const found = rooms.find(({ page_url }) => page_url && new URL(page_url).origin != location.origin);
    const host = found?.page_url ? new URL(found.page_url).host : "";
    const [title, text] = found
      ? ["Your widget works.", `The latest chat began on ${host} ${ago(found.created_at)}.`]
      : ["Waiting for the first chat from your website…", "Add the snippet, open your website and send a message."];
    // Said once, and not each time anew.
    if (text == this.#shown) return;
    this.#shown = text;
    replaceChildren(
      this.element,
      el("span", { class: found ? "dot online" : "dot awaited" }),
      el("span", {}, el("strong", {}, title), " ", text),
    );
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}
