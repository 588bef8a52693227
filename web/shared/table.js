// Tables: a plain one, and one that shows a list of the API a page at a time. A wide one scrolls in its own box.

import { el, replaceChildren } from "./dom.js";
import { ApiError } from "../client/api.js";
import { explain } from "./explain.js";
import { skeleton } from "./skeleton.js";

/**
 * @template T
 * @typedef {object} Column
 * @property {string} label
 * @property {(item: T) => import("./dom.js").Child} cell
 * @property {boolean} [isNumber] stands at the right
 * @property {boolean} [isUnnamed] has its label only for those who listen
 */

/**
 * A table of items. Each row begins with what names it, which leads to `href`.
 * @template T
 * @param {string} caption @param {Column<T>[]} columns @param {T[]} items @param {(item: T) => string} [href]
 */
export function sheet(caption, columns, items, href) {
  const heads = columns.map(({ label, isNumber, isUnnamed }) => {
    return el(
      "th",
      { scope: "col", class: isNumber ? "number" : null },
      isUnnamed ? el("span", { class: "spoken" }, label) : label,
    );
  });
  const rows = items.map((item) => {
    const cells = columns.map(({ cell, isNumber }, index) => {
      const content = index || !href ? cell(item) : el("a", { href: href(item) }, cell(item));
      return el(index ? "td" : "th", { scope: index ? null : "row", class: isNumber ? "number" : null }, content);
    });
    return el("tr", { class: href ? "leads" : null }, cells);
  });
  const table = el(
    "table",
    {},
    el("caption", { class: "spoken" }, caption),
    el("thead", {}, el("tr", {}, heads)),
    el("tbody", {}, rows),
  );
  return el("div", { class: "sheet", role: "region", "aria-label": caption, tabIndex: 0 }, table);
}

/** Error with a button to try again. @param {unknown} error @param {() => void} retry */
export function failure(error, retry) {
  const button = el("button", { type: "button", onclick: retry }, "Try again");
  return el("div", { class: "vacant", role: "alert" }, el("p", { class: "fault" }, explain(error)), button);
}

/** @template T */
export class PagedTable {
  /** URL of the shown page; null for the first. @type {string | null} */
  #url = null;
  #number = 1;
  #turn = 0;
  /** Number of items in words, where a page doesn't tell it. */
  #total = "";
  #isPaged = false;
  #previous = el("button", { type: "button", disabled: true }, "Previous");
  #next = el("button", { type: "button", disabled: true }, "Next");
  #where = el("p", { class: "muted", role: "status" });
  #body = el("div", { class: "pages", "aria-busy": "true" }, skeleton());
  #api;
  #options;

  /**
   * @param {import("../client/api.js").Api} api
   * @param {object} options
   * @param {string} options.caption
   * @param {Column<T>[]} options.columns
   * @param {() => Promise<any>} options.first asks for the first page
   * @param {string} options.empty what to say when there is nothing
   * @param {(item: T) => string} [options.href] where a row leads
   * @param {() => Promise<string>} [options.total] how many items there are, in words, if a page doesn't tell
   * @param {(answer: any) => void} [options.onAnswer] hears each answer
   */
  constructor(api, options) {
    this.#api = api;
    this.#options = options;
    const pager = el("nav", { class: "pager", "aria-label": "Pagination" }, this.#where, this.#previous, this.#next);
    this.element = el("div", { class: "card paged" }, this.#body, pager);
    this.reload();
  }

  /** Begins anew, as when filters have changed. */
  reload() {
    this.#total = "";
    return this.#show(null, 1);
  }

  /** Asks for the page that is shown once more, as when one of its items has changed. */
  refresh() {
    return this.#show(this.#url, this.#number);
  }

  /** @param {string | null} url @param {number} number */
  async #show(url, number) {
    const turn = ++this.#turn;
    this.#body.setAttribute("aria-busy", "true");
    try {
      const answer = await (url ? this.#api.follow(url) : this.#options.first());
      if (turn != this.#turn) return;
      [this.#url, this.#number] = [url, number];
      this.#options.onAnswer?.(answer);
      this.#put(pageOf(answer));
      if (!url) await this.#count(turn, pageOf(answer));
    } catch (error) {
      if (turn == this.#turn)
        replaceChildren(
          this.#body,
          failure(error, () => this.#show(error instanceof ApiError && error.isGone ? null : url, number)),
        );
    } finally {
      if (turn == this.#turn) this.#body.removeAttribute("aria-busy");
    }
  }

  /** @param {Page<T>} page */
  #put({ results, count, next, previous }) {
    const { caption, columns, empty, href } = this.#options;
    const focus = this.#focus;
    const text = next || previous ? "This page is empty." : empty;
    replaceChildren(
      this.#body,
      results.length ? sheet(caption, columns, results, href) : el("p", { class: "vacant muted" }, text),
    );
    if (count != null) this.#total = `${count.toLocaleString()} total`;
    this.#isPaged = next != null || previous != null;
    this.#tellWhere(results.length > 0);
    this.#lead(this.#previous, previous, this.#number - 1);
    this.#lead(this.#next, next, this.#number + 1);
    this.#focus = focus;
  }

  /** @param {boolean} isFilled */
  #tellWhere(isFilled) {
    const where = this.#isPaged ? [`Page ${this.#number}`, this.#total].filter(Boolean).join(" · ") : "";
    this.#where.textContent = where || (isFilled ? this.#total : "");
  }

  /** Asks how many items there are, if the first page doesn't tell. @param {number} turn @param {Page<T>} page */
  async #count(turn, { results, count }) {
    const { total } = this.#options;
    if (!total || count != null) return;
    // Without it, the list is there all the same.
    const counted = await total().catch(() => "");
    if (turn != this.#turn) return;
    this.#total = counted;
    this.#tellWhere(results.length > 0);
  }

  /** @param {HTMLButtonElement} button @param {string | null} url @param {number} number */
  #lead(button, url, number) {
    const hadFocus = button == document.activeElement;
    button.disabled = !url;
    button.onclick = () => this.#show(url, number);
    if (hadFocus && !url) /** @type {HTMLElement | null} */ (this.#body.firstElementChild)?.focus();
  }

  /** Place of the focus in the table, by row and control, to restore it after a change. */
  get #focus() {
    const row = document.activeElement?.closest("tr");
    if (!row || !this.#body.contains(row)) return null;
    return { row: row.rowIndex, control: controlsOf(row).indexOf(/** @type {HTMLElement} */ (document.activeElement)) };
  }

  set #focus(focus) {
    if (!focus) return;
    const rows = this.#body.querySelector("table")?.rows;
    const row = rows?.[Math.min(focus.row, rows.length - 1)];
    const control = row && controlsOf(row).at(focus.control);
    (control ?? /** @type {HTMLElement | null} */ (this.#body.firstElementChild))?.focus();
  }
}

/** @param {Element} row @returns {HTMLElement[]} */
function controlsOf(row) {
  return [...row.querySelectorAll("a, button, summary")].map((control) => /** @type {HTMLElement} */ (control));
}

/** A page out of either envelope of lists. @param {any} answer @returns {Page<any>} */
function pageOf(answer) {
  if (!answer.chats) return answer;
  return { ...answer.pagination, count: answer.pagination.total_chats, results: answer.chats };
}
