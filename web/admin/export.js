// Export of a list: page by page, as the API answers it, into a file for spreadsheets or for programs. It is made in the
// browser, so that it has nothing that its reader may not see, and no function has to hold a whole desk.

import { el, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";
import { labelled } from "../shared/field.js";
import { toast } from "../shared/toast.js";
import { button } from "./components.js";
import { csvOf } from "./csv.js";

/** Most items of a file: a browser holds them all at once. */
const MAX_ITEMS = 100_000;

/**
 * Something to export: its columns in a spreadsheet, and its items, a part at a time. A program gets the items as they are.
 * @template T
 * @typedef {{label: string, name: string, columns: [label: string, value: (item: T) => any][], parts: () => AsyncIterable<T[]>}} Exported
 */

/** A button that asks what to export, and in which form. @param {Exported<any>[]} kinds */
export function exportButton(kinds) {
  return button("Export", () => new ExportDialog(kinds).open());
}

/**
 * All pages of a list.
 * @param {import("../client/api.js").Api} api @param {() => Promise<any>} first @returns {AsyncGenerator<any[]>}
 */
export async function* pagesOf(api, first) {
  let page = await first();
  for (;;) {
    yield page.chats ?? page.results;
    const { next } = page.pagination ?? page;
    if (!next) return;
    page = await api.follow(next);
  }
}

class ExportDialog {
  #kinds;
  #isStopped = false;
  #what;
  #form = el(
    "select",
    {},
    el("option", { value: "csv" }, "CSV, for spreadsheets"),
    el("option", { value: "json" }, "JSON, for programs"),
  );
  #progress = el("p", { class: "muted", role: "status" });
  #fault = el("p", { class: "fault", role: "alert" });
  #button = el("button", { class: "primary" }, "Export");
  #dialog;

  /** @param {Exported<any>[]} kinds */
  constructor(kinds) {
    this.#kinds = kinds;
    const options = kinds.map(({ label }, index) => el("option", { value: String(index) }, label));
    this.#what = el("select", {}, options);
    const leave = () => {
      this.#isStopped = true;
      this.#dialog.remove();
    };
    this.#dialog = el(
      "dialog",
      { "aria-labelledby": "export-title", onclose: leave },
      el(
        "form",
        { onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
        el("h2", { id: "export-title" }, "Export"),
        el("p", { class: "text" }, "The file has what the filters show, as of now."),
        kinds.length > 1 && labelled("What", this.#what),
        labelled("Format", this.#form),
        this.#progress,
        this.#fault,
        el(
          "div",
          { class: "buttons" },
          el("button", { type: "button", onclick: () => this.#dialog.close() }, "Cancel"),
          this.#button,
        ),
      ),
    );
  }

  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#button.disabled) return;
    this.#button.disabled = true;
    replaceChildren(this.#fault);
    try {
      const kind = this.#kinds[Number(this.#what.value)];
      const items = await this.#collect(kind);
      if (!items) return;
      const isCsv = this.#form.value == "csv";
      const text = isCsv ? csvOf(kind.columns, items) : JSON.stringify(items, null, 1);
      save(`${kind.name}.${this.#form.value}`, isCsv ? "text/csv" : "application/json", text);
      this.#dialog.close();
      const cut = items.length == MAX_ITEMS ? " There are more: narrow the filters down." : "";
      toast(`${items.length.toLocaleString()} ${items.length == 1 ? "row" : "rows"} exported.${cut}`);
    } catch (error) {
      this.#fault.textContent = explain(error);
    } finally {
      this.#button.disabled = false;
      this.#progress.textContent = "";
    }
  }

  /** @template T @param {Exported<T>} kind @returns {Promise<T[] | null>} null if it was stopped */
  async #collect({ parts }) {
    /** @type {T[]} */
    const items = [];
    for await (const part of parts()) {
      if (this.#isStopped) return null;
      items.push(...part);
      this.#progress.textContent = `${items.length.toLocaleString()} rows so far…`;
      if (items.length >= MAX_ITEMS) break;
    }
    return this.#isStopped ? null : items.slice(0, MAX_ITEMS);
  }
}

/** @param {string} name @param {string} type @param {string} text */
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  // The browser has begun with it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
