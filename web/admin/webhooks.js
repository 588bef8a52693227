// Webhooks: URLs that receive events.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el, replaceChildren } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { ROOM_CHANGES } from "./audit-entry.js";
import { button, chip, head, when } from "./components.js";

/**
 * @typedef {{id: number, url: string, events: string[], is_active: boolean, created_at: string, secret?: string}} Webhook
 */

const PATH = "/api/webhooks/";
const EVENTS = [...ROOM_CHANGES.map((event) => `room.${event}`), "message.created"];

/** @type {import("./main.js").Show} */
export function showWebhooks(place, { api }) {
  const secretPlace = el("div", {});

  /** @param {Webhook} [webhook] none for a new one */
  async function edit(webhook) {
    const action = async (/** @type {any} */ { secret, ...values }) => {
      const body = secret ? { ...values, secret } : values;
      return webhook ? api.request("PATCH", `${PATH}${webhook.id}/`, body) : api.post(PATH, body);
    };
    const [title, submit] = webhook ? ["Edit webhook", "Save"] : ["New webhook", "Create"];
    const stored = await askForm(title, fields(webhook), { submit, action });
    if (!stored) return;
    changed(webhook ? "Changes saved." : "Webhook created.");
    if (stored.secret) showSecret(secretPlace, stored.secret);
  }

  /** @param {Webhook} webhook */
  async function remove({ id, url }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const text = `${url} will stop receiving events. Pending deliveries are cancelled.`;
    if (await confirmAction("Delete this webhook?", text, { submit: "Delete", action, danger: true }))
      changed("Webhook deleted.");
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<Webhook>[]} */
  const columns = [
    { label: "URL", cell: ({ url }) => el("span", { class: "address" }, url) },
    { label: "Status", cell: ({ is_active }) => (is_active ? chip("Active", "active") : chip("Disabled", "")) },
    { label: "Events", cell: ({ events }) => el("span", { class: "long" }, namesOf(events)) },
    { label: "Created", cell: ({ created_at }) => when(created_at) },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (webhook) => [
        el(
          "a",
          { href: `#/webhooks/${webhook.id}`, class: "button", "aria-label": `Deliveries to ${webhook.url}` },
          "Deliveries",
        ),
        button("Edit", () => edit(webhook), "quiet", webhook.url),
        button("Delete", () => remove(webhook), "quiet danger", webhook.url),
      ],
    },
  ];
  const first = () => api.get(PATH);
  const empty = "No webhooks yet. A webhook notifies another system when something happens in a chat.";
  const table = new PagedTable(api, { caption: "Webhooks", columns, first, empty });
  place.append(
    head(
      "Webhooks",
      button("New webhook", () => edit(), "primary"),
    ),
    secretPlace,
    table.element,
  );
}

/** @param {string[]} events */
function namesOf(events) {
  return events.length == EVENTS.length ? "All events" : events.join(", ");
}

/** @param {Webhook} [webhook] @returns {import("../shared/dialog.js").Field[]} */
function fields(webhook) {
  const signed = "Receives a POST request for each event, signed as described by Standard Webhooks.";
  const empty = webhook ? "keep the current one" : "generate one";
  const secret = `Starts with whsec_, followed by a base64 key. Leave empty to ${empty}.`;
  return [
    { name: "url", label: "URL", type: "url", value: webhook?.url, required: true, maxlength: 2000, hint: signed },
    {
      name: "events",
      label: "Events",
      type: "choices",
      value: webhook?.events ?? EVENTS,
      options: EVENTS.map((event) => [event, event]),
    },
    { name: "is_active", label: "Active", type: "checkbox", value: webhook?.is_active ?? true },
    { name: "secret", label: webhook ? "New secret" : "Secret", type: "password", hint: secret },
  ];
}

/** The secret of a new webhook, which nobody can see again later. @param {Element} place @param {string} secret */
function showSecret(place, secret) {
  const input = el("input", { readOnly: true, value: secret, "aria-label": "Secret", onfocus: () => input.select() });

  async function copy() {
    input.select();
    // There is a clipboard only where the page is served securely, and where the browser allows it.
    const isCopied = await navigator.clipboard?.writeText(secret).then(
      () => true,
      () => false,
    );
    toast(isCopied ? "Copied." : "Press Ctrl+C to copy it.");
  }

  const text = el("p", {}, "Copy this signing secret now – you won’t be able to see it again.");
  const buttons = [button("Copy", copy, "primary"), button("Done", () => replaceChildren(place))];
  const row = el("div", { class: "row" }, input, ...buttons);
  replaceChildren(
    place,
    el("section", { class: "card pad secret", "aria-label": "Secret of the new webhook" }, text, row),
  );
  input.focus();
}
