// The side navigation: the search, and the groups with their operations. In a narrow window it stands in a drawer.

import { el, icon, isComposing } from "../shared/dom.js";
import { methodTag } from "./components.js";
import { match } from "./entries.js";
import { direction } from "./web-socket.js";

/** Widths at which the page has no room beside it, as in the styles. */
const NARROW = matchMedia("(width < 64rem)");

const MENU = "M4 6h16M4 12h16M4 18h16";

/** @typedef {import("./entries.js").Entry} Entry */

export class Navigation {
  #search = el("input", { type: "search", placeholder: "Search", autocomplete: "off", spellcheck: false });
  #count = el("p", { class: "spoken", role: "status" });
  #none = el("p", { class: "muted none", hidden: true });
  /** @type {{element: HTMLDetailsElement, links: {entry: Entry, link: HTMLAnchorElement, hint: HTMLElement}[]}[]} */
  #groups;
  #list;
  #drawer = el("dialog", { class: "drawer", "aria-label": "Contents" });
  #current = "";
  #place;

  /** Opens the drawer. */
  button = el(
    "button",
    { type: "button", class: "menu", "aria-label": "Contents", onclick: () => this.#openDrawer() },
    icon(MENU),
    el("span", { class: "wide" }, "Contents"),
  );

  /** @param {import("./entries.js").EntryGroup[]} groups @param {HTMLElement} place where it stands in a wide window */
  constructor(groups, place) {
    this.#place = place;
    this.#groups = groups.map(({ id, title, entries }, index) => {
      const links = entries.map((entry) => linkTo(entry));
      const element = el(
        "details",
        { open: index == 0 },
        el("summary", {}, title),
        el(
          "ul",
          {},
          links.map(({ link }) => el("li", {}, link)),
        ),
      );
      element.dataset.id = id;
      return { element, links };
    });
    this.#list = el(
      "div",
      { class: "groups" },
      this.#groups.map(({ element }) => element),
    );
    const label = el("label", { class: "search" }, el("span", { class: "spoken" }, "Search the API"), this.#search);
    label.append(el("kbd", { "aria-hidden": "true" }, "/"));
    this.element = el("nav", { "aria-label": "API" }, label, this.#count, this.#none, this.#list);
    this.#search.addEventListener("input", () => this.#find());
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("click", ({ target }) => {
      if (/** @type {Element} */ (target).closest("a")) this.#drawer.close();
    });
    this.#drawer.addEventListener("click", ({ target }) => target == this.#drawer && this.#drawer.close());
    addEventListener("keydown", (event) => this.#slash(event));
    NARROW.addEventListener("change", () => this.#settle());
    document.body.append(this.#drawer);
    this.#settle();
  }

  /** Marks the entry that is being read. @param {string} id of an entry or a group */
  mark(id) {
    if (id == this.#current) return;
    this.#current = id;
    for (const { element, links } of this.#groups) {
      const read = links.find(({ entry }) => entry.id == id)?.link;
      const isHere = !!read || element.dataset.id == id;
      element.querySelector("[aria-current]")?.removeAttribute("aria-current");
      if (isHere) (read ?? element.firstElementChild)?.setAttribute("aria-current", "location");
      element.classList.toggle("here", isHere);
      element.open ||= isHere;
    }
    this.#reveal();
  }

  /** Scrolls the navigation, and nothing else. */
  #reveal() {
    const link = this.#list.querySelector("[aria-current]");
    const [frame, box] = [this.#list.getBoundingClientRect(), link?.getBoundingClientRect()];
    if (this.#search.value || !box || (box.top >= frame.top && box.bottom <= frame.bottom)) return;
    this.#list.scrollTop += box.top - frame.top - frame.height / 3;
  }

  #settle() {
    this.#drawer.close();
    (NARROW.matches ? this.#drawer : this.#place).append(this.element);
  }

  #openDrawer() {
    this.#drawer.showModal();
    this.#reveal();
  }

  #find() {
    const query = this.#search.value.trim();
    let count = 0;
    for (const { element, links } of this.#groups) {
      let isFoundHere = false;
      for (const { entry, link, hint } of links) {
        const { isFound, field } = match(entry, query);
        /** @type {HTMLElement} */ (link.parentElement).hidden = !isFound;
        hint.textContent = field;
        count += Number(isFound);
        isFoundHere ||= isFound;
      }
      element.hidden = !isFoundHere;
      element.open = query ? isFoundHere : element.classList.contains("here");
    }
    this.#none.hidden = count > 0;
    this.#none.textContent = `No results for “${query}”.`;
    this.#count.textContent = query ? `${count} ${count == 1 ? "result" : "results"}` : "";
    if (query) this.#list.scrollTop = 0;
    else this.#reveal();
  }

  /** @param {KeyboardEvent} event */
  #slash(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key != "/" || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    if (target.closest("input, textarea, select")) return;
    event.preventDefault();
    if (NARROW.matches && !this.#drawer.open) this.#openDrawer();
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event)) return;
    if (event.key == "Escape" && this.#search.value) {
      // The drawer closes with the next one.
      event.preventDefault();
      this.#search.value = "";
      this.#find();
    } else if (event.key == "Enter" && event.target == this.#search) {
      const links = this.#groups.flatMap(({ links }) => links.map(({ link }) => link));
      links.find((link) => link.checkVisibility())?.click();
    }
  }
}

/** @param {Entry} entry */
function linkTo(entry) {
  const { id, title, method, frame } = entry;
  const hint = el("span", { class: "hit" });
  const tag = method ? methodTag(method) : frame && direction(frame);
  return { entry, hint, link: el("a", { href: `#${id}` }, tag, el("span", { class: "title" }, title, hint)) };
}
