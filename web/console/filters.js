// What the shown list is narrowed down to: unread, unanswered, a priority, a tag, an agent, days.

import { el, icon, replaceChildren } from "../shared/dom.js";
import { labelled } from "../shared/field.js";
import { PRIORITIES, PRIORITY_NAMES } from "../shared/names.js";
import { report } from "../shared/toast.js";
import { nameOf } from "./card.js";
import { fold, hasWords } from "./fold.js";
import { WAIT_COLOURS } from "./waiting-time.js";

/** @typedef {import("./card.js").Item} Item */
/**
 * Empty texts are for anything; days are in UTC, as the API's are.
 * @typedef {object} Filter
 * @property {boolean} isUnread
 * @property {boolean} isUnanswered
 * @property {Priority | ""} priority
 * @property {string} tag
 * @property {string} agentId
 * @property {string} from first day of its beginning
 * @property {string} to last day
 */

const FUNNEL = "M3 5h18l-7 8v6l-4 2v-8Z";
/** @returns {Filter} */
export const none = () => ({
  isUnread: false,
  isUnanswered: false,
  priority: "",
  tag: "",
  agentId: "",
  from: "",
  to: "",
});

export class Filters {
  #changed;
  #api;
  /** @type {Filter} */
  filter = none();
  #unread = this.#toggle("Unread", "isUnread");
  #unanswered = this.#toggle("Unanswered", "isUnanswered");
  #priority = el(
    "select",
    { onchange: () => this.#set({ priority: /** @type {Priority} */ (this.#priority.value) }) },
    [
      el("option", { value: "" }, "Any"),
      ...PRIORITIES.map((priority) => el("option", { value: priority }, PRIORITY_NAMES[priority])),
    ],
  );
  #tag = el("input", { placeholder: "Any", onchange: () => this.#set({ tag: this.#tag.value.trim() }) });
  #agent = el(
    "select",
    { onchange: () => this.#set({ agentId: this.#agent.value }) },
    el("option", { value: "" }, "Any"),
  );
  #from = el("input", { type: "date", onchange: () => this.#set({ from: this.#from.value }) });
  #to = el("input", { type: "date", onchange: () => this.#set({ to: this.#to.value }) });
  #clear = el("button", { type: "button", class: "quiet", onclick: () => this.clear() }, "Clear filters");
  /** Number of the filters that are set. */
  #count = el("span", { class: "count", hidden: true });

  /** @param {import("../client/api.js").Api} api @param {() => void} changed @param {HTMLElement[]} controls beside them */
  constructor(api, changed, controls) {
    this.#api = api;
    this.#changed = changed;
    this.element = el(
      "div",
      { class: "filters", id: "filters", role: "group", "aria-label": "Filters", hidden: true },
      el("div", { class: "toggles" }, this.#unread, this.#unanswered, this.#clear, controls),
      el(
        "div",
        { class: "choices" },
        labelled("Priority", this.#priority),
        labelled("Tag", this.#tag),
        labelled("Agent", this.#agent),
      ),
      el("div", { class: "choices days" }, labelled("Started from", this.#from), labelled("Started until", this.#to)),
      el("p", { class: "hint" }, WAIT_COLOURS),
    );
    this.button = el(
      "button",
      {
        type: "button",
        class: "quiet",
        title: "Filters",
        "aria-label": "Filters",
        "aria-expanded": "false",
        "aria-controls": "filters",
        onclick: () => this.#open(),
      },
      icon(FUNNEL),
      this.#count,
    );
    this.#show();
  }

  get isSet() {
    return this.#size > 0;
  }

  get #size() {
    return Object.values(this.filter).filter(Boolean).length;
  }

  clear() {
    this.#set(none());
  }

  /** @param {Filter} filter */
  apply(filter) {
    if (filter.agentId) this.#loadAgents();
    this.#set({ ...none(), ...filter });
  }

  /** @param {Item} item @param {string} query */
  matches({ room, unread, since }, query) {
    const { isUnread, isUnanswered, priority, tag, agentId, from, to } = this.filter;
    const { subject, tags, chat_user_info, last_message, agent } = room;
    const day = room.created_at.slice(0, 10);
    return (
      (!isUnread || unread > 0 || (room.status == "waiting" && room.unread_messages_count > 0)) &&
      (!isUnanswered || since != null) &&
      (!priority || room.priority == priority) &&
      (!tag || tags.some((own) => fold(own) == fold(tag))) &&
      (!agentId || agent?.id == Number(agentId)) &&
      (!from || from <= day) &&
      (!to || day <= to) &&
      (!query ||
        hasWords(
          [nameOf(room), chat_user_info?.email, subject, ...tags, last_message?.content].filter(Boolean).join(" "),
          query,
        ))
    );
  }

  #open() {
    const isOpen = this.element.hidden;
    this.element.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#loadAgents();
  }

  async #loadAgents() {
    if (this.#agent.length > 1) return;
    try {
      const agents = /** @type {StaffAgent[]} */ (await this.#api.all("/api/agents/"));
      if (this.#agent.length > 1) return;
      this.#agent.append(...agents.map(({ id, full_name }) => el("option", { value: String(id) }, full_name)));
      this.#show();
    } catch (error) {
      report(error);
    }
  }

  /** @param {string} text @param {"isUnread" | "isUnanswered"} name */
  #toggle(text, name) {
    return el(
      "button",
      { type: "button", class: "toggle", onclick: () => this.#set({ [name]: !this.filter[name] }) },
      text,
    );
  }

  /** @param {Partial<Filter>} change */
  #set(change) {
    this.filter = { ...this.filter, ...change };
    this.#show();
    this.#changed();
  }

  #show() {
    const { isUnread, isUnanswered, priority, tag, agentId, from, to } = this.filter;
    this.#unread.setAttribute("aria-pressed", String(isUnread));
    this.#unanswered.setAttribute("aria-pressed", String(isUnanswered));
    this.#priority.value = priority;
    this.#tag.value = tag;
    this.#agent.value = agentId;
    this.#from.value = this.#to.min = from;
    this.#to.value = this.#from.max = to;
    this.#clear.hidden = !this.isSet;
    replaceChildren(this.#count, String(this.#size), el("span", { class: "spoken" }, " set"));
    this.#count.hidden = !this.isSet;
  }
}
