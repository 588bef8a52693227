// Former texts of a message that was edited, for staff.

import { el, replaceChildren } from "../shared/dom.js";
import { moment } from "../shared/format-time.js";
import { skeleton } from "../shared/skeleton.js";
import { failure } from "../shared/table.js";

/** The word for an edited message, which leads to its former texts. @param {import("../client/api.js").Api} api @param {Message} message */
export function editedButton(api, message) {
  const onclick = () => showVersions(api, message);
  return el("button", { type: "button", class: "edit is-shown", title: "Show former texts", onclick }, "edited");
}

/** @param {import("../client/api.js").Api} api @param {Message} message */
function showVersions(api, message) {
  const place = el("div", {}, skeleton(3));
  const close = el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close");
  const dialog = el(
    "dialog",
    { "aria-labelledby": "versions-title", onclose: () => dialog.remove() },
    el(
      "div",
      { class: "content" },
      el("h2", { id: "versions-title" }, "Edited message"),
      place,
      el("div", { class: "buttons" }, close),
    ),
  );

  async function load() {
    try {
      const { results } = await api.get(`/api/messages/${message.id}/versions/`);
      const texts = results.map(({ content, replaced_at }) => [`Until ${moment(replaced_at)}`, content]);
      const lines = [...texts, ["Now", message.content]].map(([name, text]) =>
        el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, text)),
      );
      replaceChildren(place, el("dl", { class: "versions" }, lines));
    } catch (error) {
      replaceChildren(place, failure(error, load));
    }
  }

  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  load();
}
