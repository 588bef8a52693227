// Messages of a room and its notes: the latest, and older ones on demand.

import { bubble, dayLine } from "../shared/bubble.js";
import { askForm } from "../shared/dialog.js";
import { el, replaceChildren } from "../shared/dom.js";
import { phrase } from "../shared/phrase.js";
import { report } from "../shared/toast.js";
import { button, loadInto, when } from "./components.js";

/** @typedef {import("../client/api.js").Api} Api */

/** @param {Element} place @param {Api} api @param {RoomPath} path */
export function showMessages(place, api, path) {
  loadInto(
    place,
    () => api.get(`${path}messages/`, { page_size: 50 }),
    (page) => {
      let messages = page.results;
      const items = el("ol", { class: "messages", tabIndex: -1 }, rows(messages));
      const more = olderButton("Load earlier messages", api, page.next, items, (results) => {
        messages = [...results, ...messages];
        const before = box.scrollHeight;
        replaceChildren(items, rows(messages));
        box.scrollTop += box.scrollHeight - before;
      });
      const nothing = !messages.length && el("p", { class: "vacant muted" }, "No messages yet.");
      const box = el(
        "div",
        { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Conversation" },
        more,
        nothing || items,
      );
      requestAnimationFrame(() => (box.scrollTop = box.scrollHeight));
      return [el("h2", {}, "Messages"), box];
    },
  );
}

/** @param {Element} place @param {Api} api @param {RoomPath} path */
export function showNotes(place, api, path) {
  async function add() {
    /** @type {import("../shared/dialog.js").Field[]} */
    const fields = [
      {
        name: "content",
        label: "Note",
        type: "textarea",
        required: true,
        maxlength: 10_000,
        hint: "Only your team can see it.",
      },
    ];
    const action = (/** @type {any} */ values) => api.post(`${path}notes/`, values);
    if (await askForm("Add note", fields, { submit: "Add", action })) showNotes(place, api, path);
  }

  loadInto(
    place,
    () => api.get(`${path}notes/`),
    (page) => {
      const items = el("ol", { class: "notes", tabIndex: -1 }, page.results.map(note));
      const addOlder = (/** @type {Note[]} */ results) => items.append(...results.map(note));
      const more = olderButton("Load earlier notes", api, page.next, items, addOlder);
      const title = el("div", { class: "row" }, el("h2", {}, "Notes"), button("Add note", add, "quiet"));
      return [title, page.results.length ? items : el("p", { class: "muted" }, "No notes yet."), more];
    },
  );
}

/**
 * A button that adds the page before, as long as there is one.
 * @param {string} label
 * @param {Api} api @param {string | null} url @param {HTMLElement} items @param {(results: any[]) => void} add
 */
function olderButton(label, api, url, items, add) {
  async function load() {
    more.disabled = true;
    try {
      const page = await api.follow(/** @type {string} */ (url));
      add(page.results);
      url = page.next;
      more.hidden = !url;
      if (!url) items.focus();
    } catch (error) {
      report(error);
    } finally {
      more.disabled = false;
    }
  }

  const more = button(label, load);
  more.hidden = !url;
  return more;
}

/** Messages by days, each sender named where they begin to speak. @param {Message[]} messages */
function rows(messages) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const starts = before?.sender_type != message.sender_type || before.sender_info.name != message.sender_info.name;
    const row = bubble(message, { starts }, { t: phrase });
    row.classList.add(message.sender_type);
    return isSameDay(before, message) ? [row] : [dayLine(message.created_at), row];
  });
}

/** @param {Message | undefined} before @param {Message} message */
function isSameDay(before, message) {
  return before && new Date(before.created_at).toDateString() == new Date(message.created_at).toDateString();
}

/** @param {Note} note */
function note({ author, content, created_at }) {
  return el(
    "li",
    {},
    el("p", { class: "about" }, el("strong", {}, author.name), when(created_at)),
    el("p", { class: "lines" }, content),
  );
}
