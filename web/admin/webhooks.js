// Webhooks: addresses that are told of what happens.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el, put } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { button, chip, head, when } from "./parts.js";

/** @typedef {{id: number, url: string, events: string[], is_active: boolean, created_at: string, secret?: string}} Webhook */

const PATH = "/api/webhooks/";
const ROOM_EVENTS = ["created", "assigned", "taken", "transferred", "unassigned", "resolved", "closed", "reopened", "rated", "edited"];
const EVENTS = [...ROOM_EVENTS.map((event) => `room.${event}`), "message.created"];

/** @type {import("./main.js").Show} */
export function showWebhooks(place, { api }) {
  const secretPlace = el("div", {});

  /** @param {Webhook} [webhook] none for a new one */
  async function edit(webhook) {
    const action = async (/** @type {any} */ { secret, ...values }) => {
      const body = secret ? { ...values, secret } : values;
      return webhook ? api.request("PATCH", `${PATH}${webhook.id}/`, body) : api.post(PATH, body);
    };
    const [title, submit] = webhook ? ["Change the webhook", "Save"] : ["New webhook", "Create"];
    const stored = await askForm(title, fields(webhook), { submit, action });
    if (!stored) return;
    changed("Saved.");
    if (stored.secret) showSecret(secretPlace, stored.secret);
  }

  /** @param {Webhook} webhook */
  async function remove({ id, url }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const text = `${url} is told nothing any more, and what it was still to be told is dropped.`;
    if (await confirmAction("Delete the webhook?", text, { submit: "Delete", action, danger: true })) changed("Deleted.");
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<Webhook>[]} */
  const columns = [
    { label: "Address", cell: ({ url }) => el("span", { class: "address" }, url) },
    { label: "State", cell: ({ is_active }) => (is_active ? chip("active") : chip("off", "")) },
    { label: "Told of", cell: ({ events }) => el("span", { class: "long" }, toldOf(events)) },
    { label: "Created", cell: ({ created_at }) => when(created_at) },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (webhook) => [
        el("a", { href: `#/webhooks/${webhook.id}`, class: "button", "aria-label": `Deliveries to ${webhook.url}` }, "Deliveries"),
        button("Change", () => edit(webhook), "quiet", webhook.url),
        button("Delete", () => remove(webhook), "quiet danger", webhook.url),
      ],
    },
  ];
  const first = () => api.get(PATH);
  const empty = "Nobody is told yet. A webhook lets another system know what happens in the chat.";
  const table = new PagedTable(api, { caption: "Webhooks", columns, first, empty });
  place.append(head("Webhooks", button("New webhook", () => edit(), "primary")), secretPlace, table.element);
}

/** @param {string[]} events */
function toldOf(events) {
  return events.length == EVENTS.length ? "Everything" : events.join(", ");
}

/** @param {Webhook} [webhook] @returns {import("../shared/dialog.js").Field[]} */
function fields(webhook) {
  const signed = "It gets a POST for each event, signed as Standard Webhooks says.";
  const secret = `“whsec_” and a key in base64. Left empty, ${webhook ? "it stays as it is" : "one is made"}.`;
  return [
    { name: "url", label: "Address", type: "url", value: webhook?.url, required: true, maxlength: 2000, hint: signed },
    { name: "events", label: "Told of", type: "choices", value: webhook?.events ?? EVENTS, options: EVENTS.map((event) => [event, event]) },
    { name: "is_active", label: "Active", type: "checkbox", value: webhook?.is_active ?? true },
    { name: "secret", label: webhook ? "New secret" : "Secret", type: "password", hint: secret },
  ];
}

/** The secret of a new webhook, which nobody can see again later. @param {Element} place @param {string} secret */
function showSecret(place, secret) {
  const input = el("input", { readOnly: true, value: secret, "aria-label": "Secret", onfocus: () => input.select() });

  async function copy() {
    input.select();
    // There is a clipboard only where the page is served securely.
    await navigator.clipboard?.writeText(secret);
    toast(navigator.clipboard ? "Copied." : "Press Ctrl+C to copy it.");
  }

  const text = el("p", {}, "Deliveries are signed with this secret. Keep it now: it isn't shown again.");
  const buttons = [button("Copy", copy, "primary"), button("Done", () => put(place))];
  const row = el("div", { class: "row" }, input, ...buttons);
  put(place, el("section", { class: "card pad secret", "aria-label": "Secret of the new webhook" }, text, row));
  input.focus();
}
