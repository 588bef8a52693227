// Webhooks: URLs that receive events.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { ROOM_CHANGES } from "./audit-entry.js";
import { button, chip, head, when } from "./components.js";
import { showSecret } from "./webhook-secret.js";

/** @import { Webhook } from "../client/types.js" */

const PATH = "/api/webhooks/";
const EVENTS = [...ROOM_CHANGES.map((event) => `room.${event}`), "message.created"];

/** @type {import("./sections.js").Show} */
export function showWebhooks(place, { api }) {
  const webhooks = new Webhooks(api);
  place.append(
    head(
      "Webhooks",
      button("New webhook", () => webhooks.edit(), "primary"),
    ),
    webhooks.secret,
    webhooks.table.element,
  );
}

class Webhooks {
  #api;
  /** Place for the secret of a new webhook. */
  secret = el("div");

  /** @param {import("../client/api.js").Api} api */
  constructor(api) {
    this.#api = api;
    const first = () => api.get(PATH);
    const empty = "No webhooks yet. A webhook notifies another system when something happens in a chat.";
    /** @type {PagedTable<Webhook>} */
    this.table = new PagedTable(api, { caption: "Webhooks", columns: this.#columns, first, empty });
  }

  /** @returns {import("../shared/table.js").Column<Webhook>[]} */
  get #columns() {
    return [
      { label: "URL", cell: ({ url }) => el("span", { class: "address" }, url) },
      { label: "Status", cell: ({ is_active }) => (is_active ? chip("Active", "active") : chip("Disabled", "")) },
      { label: "Events", cell: ({ events }) => el("span", { class: "long" }, namesOf(events)) },
      { label: "Created", cell: ({ created_at }) => when(created_at) },
      { label: "Actions", isUnnamed: true, cell: (webhook) => this.#controls(webhook) },
    ];
  }

  /** @param {Webhook} webhook */
  #controls(webhook) {
    const { id, url } = webhook;
    return [
      el("a", { href: `#/webhooks/${id}`, class: "button", "aria-label": `Deliveries to ${url}` }, "Deliveries"),
      button("Edit", () => this.edit(webhook), "quiet", url),
      button("Delete", () => this.#remove(webhook), "quiet danger", url),
    ];
  }

  /** @param {Webhook} [webhook] none for a new one */
  async edit(webhook) {
    const action = async (/** @type {any} */ { secret, ...values }) => {
      const body = secret ? { ...values, secret } : values;
      return webhook ? this.#api.request("PATCH", `${PATH}${webhook.id}/`, body) : this.#api.post(PATH, body);
    };
    const [title, submit] = webhook ? ["Edit webhook", "Save"] : ["New webhook", "Create"];
    const stored = await askForm(title, fields(webhook), { submit, action });
    if (!stored) return;
    this.#changed(webhook ? "Changes saved." : "Webhook created.");
    if ("secret" in stored) showSecret(this.secret, String(stored.secret));
  }

  /** @param {Webhook} webhook */
  async #remove({ id, url }) {
    const action = () => this.#api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const text = `${url} will stop receiving events. Pending deliveries are cancelled.`;
    if (await confirmAction("Delete this webhook?", text, { submit: "Delete", action, danger: true }))
      this.#changed("Webhook deleted.");
  }

  /** @param {string} text */
  #changed(text) {
    toast(text);
    this.table.refresh();
  }
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
