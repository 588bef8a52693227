// Greetings: what the widget says by itself, and when.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { button, chip, head } from "./components.js";
import { LANGUAGE_NAMES } from "./languages.js";

/** @import { Greeting } from "../client/types.js" */

const PATH = "/api/greetings/";

/** @type {[Greeting["visitors"], string][]} */
const VISITORS = [
  ["all", "Everybody"],
  ["new", "New visitors"],
  ["returning", "Returning visitors"],
];

/** @type {[Greeting["only_when"], string][]} */
const TIMES = [
  ["always", "At any time"],
  ["open", "While you’re open"],
  ["online", "While an agent is available"],
];

/** @type {import("./sections.js").Show} */
export function showGreetings(place, { api }) {
  /** @param {Greeting} [greeting] none for a new one */
  async function edit(greeting) {
    const stored = await askForm(greeting ? "Edit greeting" : "New greeting", fields(greeting), {
      submit: greeting ? "Save" : "Create",
      action: (/** @type {any} */ { after_seconds, scroll_percent, ...values }) => {
        const body = { ...values, after_seconds: after_seconds ?? 0, scroll_percent: scroll_percent ?? 0 };
        return greeting ? api.request("PATCH", `${PATH}${greeting.id}/`, body) : api.post(PATH, body);
      },
    });
    if (stored) changed(greeting ? "Changes saved." : "Greeting created.");
  }

  /** @param {Greeting} greeting */
  async function remove({ id, text }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const options = { submit: "Delete", action, danger: true };
    if (await confirmAction(`Delete “${text}”?`, "Its figures are deleted, too.", options))
      changed("Greeting deleted.");
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<Greeting>[]} */
  const columns = [
    { label: "Text", cell: ({ text }) => el("span", { class: "long lines" }, text) },
    { label: "When", cell: conditionsOf },
    { label: "Status", cell: ({ is_active }) => (is_active ? chip("Active", "active") : chip("Disabled", "")) },
    { label: "Visitors", cell: ({ shown }) => String(shown) },
    { label: "Opened", cell: ({ opened, shown }) => share(opened, shown) },
    { label: "Chats", cell: ({ chats, shown }) => share(chats, shown) },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (greeting) => [
        button("Edit", () => edit(greeting), "quiet", greeting.text),
        button("Delete", () => remove(greeting), "quiet danger", greeting.text),
      ],
    },
  ];
  const first = () => api.get(PATH);
  const empty = "No greetings yet. A greeting invites visitors to chat, such as on your pricing page.";
  const table = new PagedTable(api, { caption: "Greetings", columns, first, empty });
  place.append(
    head(
      "Greetings",
      button("New greeting", () => edit(), "primary"),
    ),
    table.element,
  );
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return whole ? `${part}\u00a0(${Math.round((100 * part) / whole)}%)` : String(part);
}

/** Its conditions in words. @param {Greeting} greeting */
function conditionsOf({ page, referrer, language, visitors, only_when, after_seconds, scroll_percent, on_exit }) {
  const words = [
    page ? `on ${page}` : "on all pages",
    referrer && `from ${referrer}`,
    language && `in ${LANGUAGE_NAMES[language] ?? language}`,
    visitors != "all" && `to ${visitors} visitors`,
    only_when != "always" && (only_when == "open" ? "while open" : "while an agent is available"),
    after_seconds > 0 && `after ${after_seconds} s`,
    scroll_percent > 0 && `at ${scroll_percent}% of the page`,
    on_exit && "on leaving",
  ];
  return words.filter(Boolean).join(", ");
}

/** @param {Greeting} [greeting] @returns {import("../shared/dialog.js").Field[]} */
function fields(greeting) {
  const page = "Path such as /pricing, or /shop/* for all below it. Leave empty for all pages.";
  const referrer = "Part of the address that the visitor came from, such as google. or utm_source=news.";
  return [
    { name: "text", label: "Text", type: "textarea", value: greeting?.text, required: true, maxlength: 300 },
    { name: "page", label: "Page", value: greeting?.page, maxlength: 500, hint: page },
    { name: "after_seconds", label: "Seconds on the page", type: "number", value: greeting?.after_seconds ?? 10 },
    { name: "scroll_percent", label: "Scrolled to (%)", type: "number", value: greeting?.scroll_percent ?? 0 },
    { name: "on_exit", label: "Only when the pointer leaves the page", type: "checkbox", value: !!greeting?.on_exit },
    { name: "referrer", label: "Came from", value: greeting?.referrer, maxlength: 500, hint: referrer },
    { name: "visitors", label: "Visitors", type: "select", value: greeting?.visitors ?? "all", options: VISITORS },
    { name: "only_when", label: "When", type: "select", value: greeting?.only_when ?? "always", options: TIMES },
    {
      name: "language",
      label: "Language",
      type: "select",
      value: greeting?.language ?? "",
      options: [["", "Any"], ...Object.entries(LANGUAGE_NAMES)],
    },
    { name: "is_active", label: "Active", type: "checkbox", value: greeting?.is_active ?? true },
  ];
}
