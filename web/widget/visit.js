// What a visitor's browser keeps, so that the conversation goes on after a reload, on every page of the site and in every tab.

const KEY = "tribeclub-chat.visit";

/**
 * @typedef {object} Visit
 * @property {string} [sessionId] of a chat that was started, but not completed
 * @property {string} [roomId] once it was
 * @property {string} [token] good for this room
 */

/** @returns {Visit | null} */
export function keptVisit() {
  return JSON.parse(localStorage.getItem(KEY) ?? "null");
}

/** @param {Visit | null} visit */
export function keepVisit(visit) {
  if (visit) localStorage.setItem(KEY, JSON.stringify(visit));
  else localStorage.removeItem(KEY);
}

/** Calls back when another tab has changed it. @param {() => void} changed */
export function onVisitChange(changed) {
  addEventListener("storage", ({ key }) => key == KEY && changed());
}
