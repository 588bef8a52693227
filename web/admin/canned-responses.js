// Canned responses: texts that agents call up by a shortcut.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { fieldsOf } from "../shared/canned-responses.js";
import { button, chip, head } from "./components.js";

const PATH = "/api/canned-responses/";
const HINT = "Agents type / and this shortcut, e.g. /hello.";

/** @type {import("./sections.js").Show} */
export function showCannedResponses(place, { api }) {
  /** @param {CannedResponse} [response] none for a new one */
  async function edit(response) {
    const stored = await askForm(
      response ? `Edit “${response.shortcut}”` : "New canned response",
      fieldsOf(response, HINT),
      {
        submit: response ? "Save" : "Create",
        action: (/** @type {any} */ values) =>
          response
            ? api.request("PUT", `${PATH}${response.id}/`, { ...values, is_own: response.owner_id != null })
            : api.post(PATH, values),
      },
    );
    if (stored) changed(response ? "Changes saved." : "Canned response created.");
  }

  /** @param {CannedResponse} response */
  async function remove({ id, shortcut, owner_id }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const options = { submit: "Delete", action, danger: true };
    if (
      await confirmAction(
        `Delete “${shortcut}”?`,
        owner_id == null ? "Agents will no longer be able to use it." : "You will no longer be able to use it.",
        options,
      )
    )
      changed("Canned response deleted.");
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<CannedResponse>[]} */
  const columns = [
    {
      label: "Shortcut",
      cell: ({ shortcut, owner_id }) => [el("code", {}, shortcut), owner_id != null && chip("Only you", "")],
    },
    { label: "Text", cell: ({ content }) => el("span", { class: "long lines" }, content) },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (response) => [
        button("Edit", () => edit(response), "quiet", response.shortcut),
        button("Delete", () => remove(response), "quiet danger", response.shortcut),
      ],
    },
  ];
  const first = () => api.get(PATH);
  const empty = "No canned responses yet. Add replies that your agents send often.";
  const table = new PagedTable(api, { caption: "Canned responses", columns, first, empty });
  place.append(
    head(
      "Canned responses",
      button("New canned response", () => edit(), "primary"),
    ),
    table.element,
  );
}
