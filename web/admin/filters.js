// A row of inputs that narrow a list down. Their values are part of the page's address, so that they are still there
// after going back.

import { el, replaceChildren } from "../shared/dom.js";

/** Time after the last key until the list is loaded, in milliseconds. */
const SEARCH_DELAY = 250;

/**
 * @typedef {object} Filter
 * @property {string} name as the API calls it
 * @property {string} label
 * @property {"search" | "text" | "number" | "date" | "select"} type
 * @property {[value: string, label: string][]} [options] for a `select`, below `any`
 * @property {string} [any] word for no choice, by default "All"
 */

/**
 * @param {Filter[]} filters @param {() => void} onChange
 * @param {HTMLElement[]} [buttons] instead of the one that clears all filters
 */
export function filterBar(filters, onChange, buttons) {
  const [path, query] = location.hash.split("?");
  const given = new URLSearchParams(query);
  const inputs = filters.map((filter) => ({ ...filter, input: inputFor(filter, given.get(filter.name) ?? "") }));
  let timer = 0;

  function values() {
    return Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()]));
  }

  function changed() {
    clearTimeout(timer);
    // A link was followed, and this section is about to end.
    if (location.hash.split("?")[0] != path) return;
    const chosen = new URLSearchParams(Object.entries(values()).filter(([, value]) => value));
    history.replaceState(null, "", chosen.size ? `${path}?${chosen}` : path);
    onChange();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(changed, SEARCH_DELAY);
  }

  /** Sets all of them; those that aren't given become empty. @param {Record<string, string>} [values] */
  function set(values = {}) {
    for (const { name, input } of inputs) input.value = values[name] ?? "";
    changed();
  }

  /** Gives a `select` its options once they are known. @param {string} name @param {[string, string][]} options */
  function offer(name, options) {
    const input = /** @type {HTMLSelectElement} */ (inputs.find((filter) => filter.name == name)?.input);
    const chosen = input.value;
    const known = [...input.options].filter(({ value, label }) => value == chosen && label != value);
    const named = known.map(({ value, label }) => /** @type {[string, string]} */ ([value, label]));
    const isNamed = options.some(([value]) => value == chosen);
    replaceChildren(input, choices(isNamed || !chosen ? options : [...options, ...named], chosen));
    input.value = chosen;
  }

  /** @param {string} name @param {boolean} isShown */
  function show(name, isShown) {
    const label = inputs.find((filter) => filter.name == name)?.input.closest("label");
    if (label) label.hidden = !isShown;
  }

  const element = el("form", { class: "filters", role: "search", oninput: later });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
  });
  element.append(...inputs.map(({ label, input }) => el("label", { class: "field" }, label, input)));
  element.append(
    ...(buttons ?? [el("button", { type: "button", class: "quiet", onclick: () => set() }, "Clear filters")]),
  );
  return { element, values, set, offer, show, stop: () => clearTimeout(timer) };
}

/** @param {Filter} filter @param {string} value */
function inputFor({ name, type, options = [], any }, value) {
  if (type != "select")
    return el("input", { name, type, value, autocomplete: "off", min: type == "number" ? 1 : null });
  const select = el("select", { name }, choices(options, value, any));
  select.value = value;
  return select;
}

/** Adds the current choice to options without it. @param {[string, string][]} options @param {string} chosen @param {string} [any] */
function choices(options, chosen, any = "All") {
  const known = !chosen || options.some(([value]) => value == chosen);
  return [["", any], ...options, ...(known ? [] : [[chosen, chosen]])].map(([value, label]) =>
    el("option", { value }, label),
  );
}
