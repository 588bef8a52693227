// The agent's own canned responses, in a dialog: the desk's are the admins'.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { report, toast } from "../shared/toast.js";
import { fieldsOf } from "../shared/canned-responses.js";

const PATH = "/api/canned-responses/";
const TITLE = "Your canned responses";

/**
 * Shows them until they are closed.
 * @param {import("./desk.js").Desk} desk @param {() => void} changed
 */
export function showOwnResponses({ api }, changed) {
  const place = el("div", { class: "own-responses" });
  const create = el("button", { type: "button", onclick: () => edit().catch(report) }, "New canned response");
  const close = el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close");
  const dialog = el(
    "dialog",
    { class: "own-canned", "aria-labelledby": "own-canned-title", onclose: leave },
    el(
      "div",
      { class: "content" },
      el("h2", { id: "own-canned-title" }, TITLE),
      el("p", { class: "hint" }, "Only you see these. Type / and the shortcut in a reply."),
      place,
      el("div", { class: "buttons" }, create, close),
    ),
  );

  function leave() {
    dialog.remove();
    // After dialogs above this one, Chromium gives the focus back without a cursor, and the field takes no key.
    const field = document.activeElement;
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.blur();
    field.focus();
  }

  /** @param {CannedResponse} [response] none for a new one */
  async function edit(response) {
    const stored = await askForm(response ? `Edit “${response.shortcut}”` : "New canned response", fieldsOf(response), {
      submit: response ? "Save" : "Create",
      action: (/** @type {any} */ values) => {
        const body = { ...values, is_own: true };
        return response ? api.request("PUT", `${PATH}${response.id}/`, body) : api.post(PATH, body);
      },
    });
    if (stored) await load(response ? "Changes saved." : "Canned response created.");
  }

  /** @param {CannedResponse} response */
  async function remove({ id, shortcut }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const options = { submit: "Delete", action, danger: true };
    if (await confirmAction(`Delete “${shortcut}”?`, "You will no longer be able to use it.", options))
      await load("Canned response deleted.");
  }

  /** @param {string} [done] what has changed */
  async function load(done) {
    if (done) {
      toast(done);
      changed();
    }
    try {
      const all = /** @type {CannedResponse[]} */ (await api.all(PATH));
      const own = all.filter(({ owner_id }) => owner_id != null);
      const nothing = el("p", { class: "vacant muted" }, "You have none yet. Add the replies that you send often.");
      replaceChildren(place, own.length ? el("ul", {}, own.map(line)) : nothing);
    } catch (error) {
      replaceChildren(
        place,
        failure(error, () => load()),
      );
    }
  }

  /** @param {CannedResponse} response */
  function line(response) {
    const { shortcut, content } = response;
    const button = (/** @type {string} */ text, /** @type {() => Promise<void>} */ run, look = "") =>
      el(
        "button",
        {
          type: "button",
          class: `quiet ${look}`,
          "aria-label": `${text}: ${shortcut}`,
          onclick: () => run().catch(report),
        },
        text,
      );
    return el(
      "li",
      {},
      el("p", {}, el("strong", {}, `/${shortcut}`), " ", el("span", { class: "muted", dir: "auto" }, content)),
      button("Edit", () => edit(response)),
      button("Delete", () => remove(response), "danger"),
    );
  }

  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  return load();
}
