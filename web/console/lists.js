// The list of chats: a search, filters and saved views on top, below them the agent's own, the queue, or all, and at the
// bottom what can be done to those that are chosen.

import { el, icon } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { AllRooms } from "./all-rooms.js";
import { answerChats } from "./answer-chats.js";
import { BulkBar } from "./bulk-bar.js";
import { Filters } from "./filters.js";
import { RoomPanel, itemOf } from "./room-panel.js";
import { SavedViews } from "./saved-views.js";
import { Selection } from "./selection.js";
import { Tabs } from "./tabs.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {"mine" | "queue" | "all"} TabName */

/** Time after the last key until the search begins, in milliseconds. */
const SEARCH_DELAY = 300;
/** Interval at which the ages on the rows are updated, in milliseconds. */
const AGE_INTERVAL = 20_000;
const LENS = "M11 19a8 8 0 1 1 0-16 8 8 0 0 1 0 16m10 2-4.3-4.3";
const BOX = "M4 4h16v16H4zM8 12l3 3 5-6";
/** @type {Record<TabName, string>} */
const NAMES = { mine: "Mine", queue: "Queue", all: "All" };
/** Said to an admin before the first chat. */
const NOT_INSTALLED = {
  text: "No chats yet.",
  button: "Put the chat on your website",
  onclick: () => location.assign("/admin/#/install"),
};

export class Lists {
  #desk;
  #all;
  #filters;
  #views;
  #bulk;
  #selection = new Selection(() => this.#renderSoon());
  #search = el("input", {
    type: "search",
    placeholder: "Search all chats",
    "aria-label": "Search all chats",
    title: "By name, email, subject or tag",
    oninput: () => this.#searched(),
  });
  /** @type {Tabs<TabName>} */
  #tabs;
  /** @type {Record<TabName, RoomPanel>} */
  #panels;
  #more = el("button", { type: "button", class: "more", onclick: () => this.#all.loadMore() }, "Load more");
  #first = el("p", { class: "muted" }, "Showing the first 50 waiting chats.");
  /** @type {TabName} */
  selected = "queue";
  /** Tab to which the end of a search leads back. @type {TabName | null} */
  #before = null;
  #searchTimer = 0;
  #frame = 0;
  /** `true` until the chat that the agent has opened or taken is known: its list is shown then. */
  #isToFollow = false;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#all = new AllRooms(desk.api, () => this.#renderSoon());
    const here = () => ({ tab: this.selected, search: this.#query, filter: this.#filters.filter });
    this.#views = new SavedViews(desk.user.id, here, (view) => this.#show(view));
    this.#filters = new Filters(desk.api, () => this.#narrowed(), this.#views.controls);
    this.#bulk = new BulkBar(desk, this.#selection, (ids) => this.#roomsOf(ids), {
      selectAll: () => this.chooseAll(),
      changed: (room) => this.#all.replace(room),
    });
    const select = { type: "button", class: "quiet", title: "Select chats", "aria-label": "Select chats" };
    const names = /** @type {TabName[]} */ (Object.keys(NAMES));
    this.#tabs = new Tabs(
      "Chats",
      names.map((name) => [name, name]),
      (name) => this.choose(name),
    );
    this.#panels = {
      mine: new RoomPanel(desk, this.#selection, {
        id: "mine",
        label: "My chats",
        left: "No longer yours",
        reload: () => desk.load("mine"),
      }),
      queue: new RoomPanel(desk, this.#selection, {
        id: "queue",
        label: "Queue",
        left: "Left the queue",
        reload: () => desk.load("waiting"),
      }),
      all: new RoomPanel(desk, this.#selection, { id: "all", label: "All chats", reload: () => this.#loadAll() }),
    };
    this.element = el(
      "section",
      { class: "lists", "aria-label": "Chats" },
      el(
        "div",
        { class: "search" },
        icon(LENS),
        this.#search,
        this.#filters.button,
        el("button", { ...select, onclick: () => this.#selection.open() }, icon(BOX)),
      ),
      this.#filters.element,
      this.#views.element,
      this.#tabs.element,
      names.map((name) => this.#panels[name].element),
      this.#bulk.element,
    );
    desk.addEventListener("change", () => this.#renderSoon());
    desk.addEventListener("opened", () => (this.#isToFollow = true));
    setInterval(() => this.#renderSoon(), AGE_INTERVAL);
    this.#select("queue");
  }

  /** Shows a list, as it is now. @param {TabName} name */
  #select(name) {
    this.selected = name;
    this.#tabs.mark(name);
    for (const [other, { element }] of Object.entries(this.#panels)) element.hidden = other != name;
    this.#panels[name].clear();
    this.#selection.clear();
    if (name == "all" && !this.#before) this.#loadAll();
    this.#render();
  }

  /** Searches in all chats. @param {string} query */
  search(query) {
    this.#search.value = query;
    this.#searched();
    this.#search.focus();
  }

  /** Chooses all chats that are shown. */
  chooseAll() {
    this.#panels[this.selected].chooseAll();
  }

  /** Chooses the chat that has the focus in the list; with `step`, the next one as well. @param {1 | -1} [step] */
  chooseRow(step) {
    this.#panels[this.selected].choose(step);
  }

  get isChoosing() {
    return this.#selection.isOpen;
  }

  endChoice() {
    this.#selection.clear();
  }

  /** Saved views. */
  get views() {
    return this.#views.all.map((view) => ({ name: view.name, show: () => this.#show(view) }));
  }

  /** @param {import("./saved-views.js").View} view */
  #show({ tab, search, filter }) {
    this.#search.value = search;
    this.#before = null;
    this.#select(tab);
    this.#filters.apply(filter);
  }

  /** @param {string[]} ids */
  #roomsOf(ids) {
    const all = [...this.#desk.mine, ...this.#desk.waiting, ...this.#all.rooms];
    return ids.flatMap((id) => all.find((room) => room.id == id) ?? []);
  }

  /** Opens the agent's next chat with unread messages, or the one before. @param {1 | -1} step */
  openUnread(step) {
    const { mine, openId } = this.#desk;
    const unread = mine.filter((room) => room.id == openId || this.#desk.unreadIn(room));
    const others = unread.filter(({ id }) => id != openId);
    if (!others.length) return toast("No other chat has unread messages.");
    const current = unread.findIndex(({ id }) => id == openId);
    const first = step > 0 ? 0 : others.length - 1;
    const next = current < 0 ? others[first] : unread[(current + step + unread.length) % unread.length];
    return this.#desk.open(next.id);
  }

  /** Shows the list that somebody has asked for: the end of a search leads back no more. @param {TabName} name */
  choose(name) {
    this.#before = null;
    this.#select(name);
  }

  get #query() {
    return this.#search.value.trim();
  }

  #searched() {
    clearTimeout(this.#searchTimer);
    if (this.#query) {
      this.#searchTimer = setTimeout(() => this.#loadAll(), SEARCH_DELAY);
      if (this.selected == "all") return;
      this.#before = this.selected;
      this.#all.clear();
      this.#select("all");
    } else if (this.#before) this.choose(this.#before);
    else if (this.selected == "all") this.#loadAll();
    else this.#render();
  }

  #loadAll() {
    this.#all.clear();
    this.#panels.all.clear();
    this.#all.load(this.#query, this.#filters.filter);
  }

  /** The filters were changed. */
  #narrowed() {
    this.#panels[this.selected].clear();
    this.#selection.clear();
    if (this.selected == "all") this.#loadAll();
    this.#render();
  }

  #clear() {
    this.#search.value = "";
    this.#filters.clear();
    this.#searched();
  }

  #renderSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }

  #render() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#follow();
    this.#nameTabs();
    const desk = this.#desk;
    const name = this.selected;
    const rooms = { mine: () => desk.mine, queue: () => desk.waiting, all: () => this.#all.rooms }[name]();
    const items = rooms.map((room) => itemOf(desk, room, this.#selection));
    const state = { mine: desk.lists.mine, queue: desk.lists.waiting, all: this.#all.state }[name];
    const query = name == "all" ? "" : this.#query;
    const shown = items.filter((item) => this.#filters.matches(item, query));
    // Nothing is done to a chat that isn't shown.
    this.#selection.keep(new Set(shown.map(({ room }) => room.id)));
    this.#panels[name].show(shown, state, this.#vacancy(items.length > 0), this.#below);
    this.#bulk.show();
    this.#views.show(this.#filters.isSet || this.#query != "");
  }

  get #below() {
    if (this.selected == "queue") return this.#desk.hasMoreWaiting ? this.#first : null;
    return this.selected == "all" && this.#all.hasMore ? this.#more : null;
  }

  /** @param {boolean} isNarrowed `true` if there are chats, but none that is asked for @returns {import("./room-panel.js").Vacancy} */
  #vacancy(isNarrowed) {
    const { agent, user, waiting } = this.#desk;
    const isAsked = this.#query || this.#filters.isSet;
    if (isNarrowed || (isAsked && this.selected == "all"))
      return { text: "No chats match.", button: "Clear search and filters", onclick: () => this.#clear() };
    if (this.selected == "all") return user.role == "admin" ? NOT_INSTALLED : { text: "No chats yet." };
    if (this.selected == "queue") return { text: "No one is waiting." };
    if (!agent && user.role == "admin")
      return {
        text: "You don’t take chats yet.",
        button: "Answer chats yourself",
        onclick: () => answerChats(this.#desk),
      };
    const text = "Chats you take will appear here.";
    return waiting.length ? { text, button: "Go to the queue", onclick: () => this.choose("queue") } : { text };
  }

  #nameTabs() {
    const { mine, unread, waiting, waitingCount } = this.#desk;
    const count = (/** @type {string} */ text) => el("span", { class: "count" }, text);
    this.#tabs.name(
      "mine",
      `${NAMES.mine} `,
      mine.length > 0 && count(String(mine.length)),
      unread > 0 && el("span", { class: "unread-dot" }, el("span", { class: "spoken" }, ` ${unread} unread`)),
    );
    this.#tabs.name("queue", `${NAMES.queue} `, waiting.length > 0 && count(waitingCount));
    this.#tabs.name("all", NAMES.all);
  }

  /** What others do to the open chat changes no list under the pointer: only what the agent does is followed. */
  #follow() {
    const room = this.#desk.openRoom;
    if (!this.#isToFollow || !room) return;
    this.#isToFollow = false;
    const list =
      room.status == "waiting" ? "queue" : this.#desk.isMine(room) && room.status == "active" ? "mine" : null;
    if (list && this.selected != "all" && this.selected != list) this.#select(list);
  }
}
