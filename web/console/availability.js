// The switch that says whether an agent takes chats.

import { el } from "../shared/dom.js";
import { phrase } from "../shared/phrase.js";
import { report } from "../shared/toast.js";

export class Availability {
  #api;
  #id;
  #text = el("span");
  isAvailable = false;

  /** @param {import("../client/api.js").Api} api @param {Agent} agent */
  constructor(api, agent) {
    this.#api = api;
    this.#id = agent.id;
    this.element = el(
      "button",
      { type: "button", role: "switch", class: "switch quiet", onclick: () => this.toggle() },
      el("span", { class: "dot" }),
      this.#text,
    );
    this.#show(agent);
  }

  async toggle() {
    // Disabled, it would lose the focus.
    if (this.element.getAttribute("aria-busy")) return;
    this.element.setAttribute("aria-busy", "true");
    try {
      this.#show(await this.#api.post(`/api/agents/${this.#id}/toggle_availability/`));
    } catch (error) {
      report(error);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }

  /** @param {Agent} agent */
  #show({ is_available, max_concurrent_chats }) {
    this.isAvailable = is_available == true;
    this.element.setAttribute("aria-checked", String(is_available));
    const limit = "Limit: {count} chat at a time|Limit: {count} chats at a time";
    this.element.title = phrase(limit, { count: String(max_concurrent_chats) });
    this.#text.textContent = is_available ? "Available" : "Away";
    this.element.firstElementChild?.classList.toggle("online", is_available == true);
  }
}
