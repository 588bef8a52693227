// The page's shortcuts and the widget: none of the page's take a key that was pressed in the widget.

/**
 * Keeps keys from the page's shortcuts. Before any listener of the page, one in the window takes the key off its way,
 * and a copy that can't leave the shadow tree goes on. The key's own effect stays.
 * @param {HTMLElement} host @param {AbortSignal} signal
 */
export function keepKeys(host, signal) {
  const listener = (/** @type {Event} */ event) => {
    const target = event.composedPath()[0];
    if (event.target != host || target == host) return;
    event.stopImmediatePropagation();
    const init = new Proxy(event, { get: (key, name) => name != "composed" && Reflect.get(key, name) });
    if (!target.dispatchEvent(new KeyboardEvent(event.type, init))) event.preventDefault();
  };
  for (const type of ["keydown", "keypress", "keyup"]) addEventListener(type, listener, { capture: true, signal });
}
