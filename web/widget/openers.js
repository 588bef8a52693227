// What opens the chat from the page: elements with `data-tribeclub-open`, also those that come later, and links to
// `#tribeclub-open`. A value, as in `data-tribeclub-open="Where is my order?"` or `#tribeclub-open=Hello`, is the text to
// begin with.

/**
 * @param {(text: string, opener: HTMLElement) => void} open `opener` gets the focus again once the chat is closed
 * @param {AbortSignal} signal
 */
export function listenToOpeners(open, signal) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    // Such a click opens a link elsewhere.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const path = /** @type {HTMLElement[]} */ (event.composedPath());
    const opener = path.find(({ dataset }) => dataset?.tribeclubOpen != null);
    if (!opener) return;
    event.preventDefault();
    open(opener.dataset.tribeclubOpen ?? "", opener);
  };
  addEventListener("click", onclick, { signal });
}

/** Takes a link to the chat out of the address, so that it can be followed again. @returns {string | null} its text */
export function takeLink() {
  const text = new URLSearchParams(location.hash.slice(1)).get("tribeclub-open");
  if (text != null) history.replaceState(history.state, "", location.pathname + location.search);
  return text;
}
