// Views of the list that an agent has saved: a tab, a search and filters, under a name. They are kept in this browser,
// for each user.

import { local } from "../client/storage.js";
import { askForm, confirmAction } from "../shared/dialog.js";
import { el, list } from "../shared/dom.js";
import { report } from "../shared/toast.js";

/** @typedef {import("./filters.js").Filter} Filter */
/** @typedef {{tab: import("./lists.js").TabName, search: string, filter: Filter}} Place where one is in the list */
/** @typedef {Place & {name: string}} View */

const MAX_NAME = 40;

export class SavedViews {
  #name;
  #here;
  #go;
  element = el("div", { class: "views", role: "group", "aria-label": "Saved views" });
  #save = el("button", { type: "button", class: "quiet", onclick: () => this.#ask().catch(report) }, "Save view");
  #delete = el("button", { type: "button", class: "quiet", onclick: () => this.#remove() }, "Delete view");
  /** Beside the filters. */
  controls = [this.#save, this.#delete];

  /** @param {number} userId @param {() => Place} here @param {(view: View) => void} go */
  constructor(userId, here, go) {
    this.#name = `views.${userId}`;
    this.#here = here;
    this.#go = go;
  }

  /** @returns {View[]} */
  get all() {
    return local.get(this.#name) ?? [];
  }

  get #current() {
    const here = textOf(this.#here());
    return this.all.find((view) => textOf(view) == here);
  }

  /** @param {boolean} isNarrowed `true` if there is something to save */
  show(isNarrowed) {
    const current = this.#current;
    this.#save.hidden = !isNarrowed || current != null;
    this.#delete.hidden = current == null;
    const views = this.all.map((view) => ({ ...view, isCurrent: view.name == current?.name }));
    this.element.hidden = !views.length;
    list(
      this.element,
      views,
      ({ name }) => name,
      (view) => this.#button(view),
    );
  }

  /** @param {View & {isCurrent: boolean}} view */
  #button({ isCurrent, ...view }) {
    const properties = { type: "button", class: "toggle", "aria-pressed": String(isCurrent) };
    return el("button", { ...properties, onclick: () => this.#go(view) }, el("bdi", {}, view.name));
  }

  async #ask() {
    const field = { name: "name", label: "Name", required: true, maxlength: MAX_NAME };
    const text = "It stays in this browser, for you only. One with the same name is replaced.";
    const named = await askForm("Save view", [field], { submit: "Save", text, action: async (values) => values });
    if (!named) return;
    const others = this.all.filter(({ name }) => name != named.name);
    this.#keep([...others, { name: named.name, ...this.#here() }]);
  }

  #remove() {
    const view = this.#current;
    if (!view) return;
    confirmAction(`Delete the view “${view.name}”?`, "The chats that it shows stay as they are.", {
      submit: "Delete view",
      action: async () => this.#keep(this.all.filter(({ name }) => name != view.name)),
      danger: true,
    }).catch(report);
  }

  /** @param {View[]} views */
  #keep(views) {
    local.set(this.#name, views.length ? views : null);
    this.show(true);
  }
}

/** @param {Place} place */
function textOf({ tab, search, filter }) {
  return JSON.stringify([tab, search, Object.entries(filter).sort()]);
}
