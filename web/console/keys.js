// The keyboard's ways through the console.

/** What each key leads to, with Alt. @type {Record<string, string>} */
const PLACES = { Digit1: "#queue button", Digit2: "#mine button", Digit3: ".composer textarea, .actions button", Digit4: ".details-panel summary, .details-panel input" };

/** @param {import("./desk.js").Desk} desk */
export function followKeys(desk) {
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.altKey && PLACES[event.code]) {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (document.querySelector(PLACES[event.code]))?.focus();
    }
    const step = event.key == "ArrowDown" ? 1 : event.key == "ArrowUp" ? -1 : 0;
    const list = step && !event.altKey && target.matches(".room") && target.closest("ul");
    if (list) {
      event.preventDefault();
      const cards = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".room")]);
      cards[cards.indexOf(target) + step]?.focus();
    }
    if (event.key == "Escape" && target.closest(".room-view") && !event.defaultPrevented && !target.closest("dialog")) desk.open(null);
  });
}
