// Making elements. Text only ever becomes text: nothing here, or anywhere in the pages, parses it as HTML.

/** @typedef {Node | string | null | undefined | false | (Node | string | null | undefined | false)[]} Child */

/**
 * Makes an element: `on…` are listeners, properties of the element are set as such, the rest are attributes. Null and
 * false are left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name == "class") element.className = value;
    else if (name in element && !name.startsWith("aria")) /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  replaceChildren(element, ...children);
  return element;
}

/** Puts these children in the place of all others. @param {Element | ShadowRoot} element @param {...Child} children */
export function replaceChildren(element, ...children) {
  element.replaceChildren(
    ...children
      .flat()
      .filter((child) => child != null && child !== false)
      .map((child) => /** @type {Node | string} */ (child)),
  );
}

/**
 * A sentence about something that has a name: however the name is written, it turns nothing around it.
 * @param {(text: string, values: Record<string, string>) => string} t
 * @param {string} sentence with a `{name}`
 * @param {string} name
 * @returns {(string | HTMLElement)[]}
 */
export function naming(t, sentence, name) {
  const [before, after] = t(sentence, { name: "{name}" }).split("{name}");
  return [before, el("bdi", {}, name), after];
}

/**
 * A drawing of 24 by 24: lines along `path`. It is decoration; what it says is said in words beside it.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const attributes = {
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  line.setAttribute("d", path);
  svg.append(line);
  svg.classList.add("icon");
  return svg;
}

/** Key of an element's item, and all that is shown of it. @type {WeakMap<Element, {key: string, shown: string}>} */
const made = new WeakMap();

/**
 * Makes the children those of these items, in their order. An item that stays keeps its element, and with it focus,
 * selection and scroll; the element is made anew only if something has changed that is shown of the item.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} key names an item
 * @param {(item: T) => HTMLElement} make
 * @param {(item: T) => any} shown all that `make` depends on
 */
export function list(parent, items, key, make, shown = (item) => item) {
  const before = new Map([...parent.children].map((child) => [made.get(child)?.key, child]));
  const elements = items.map((item) => {
    const state = { key: key(item), shown: JSON.stringify(shown(item)) };
    const known = before.get(state.key);
    if (known && made.get(known)?.shown == state.shown) return known;
    const element = make(item);
    made.set(element, state);
    return element;
  });
  const staying = new Set(elements);
  for (const child of [...parent.children]) if (!staying.has(child)) child.remove();
  elements.forEach((element, index) => {
    const there = parent.children[index];
    if (there != element) parent.insertBefore(element, there);
  });
}

/**
 * True if a key belongs to a text conversion, as of Japanese or Chinese, or ends one. Every key handler asks this
 * first, and leaves such a key alone. Safari ends a conversion before it reports the Enter that did, and marks that key
 * by its code alone.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode == 229;
}
