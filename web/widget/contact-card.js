// Card in the conversation that asks a visitor who they are. What is typed there is kept until it is sent.

import { ApiError } from "../client/api.js";
import { el, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";
import { button } from "./rating-form.js";

/** Labels, and what the browser may fill in. @type {Record<string, [label: string, autocomplete: "name" | "email" | "tel"]>} */
const INPUTS = { full_name: ["Name", "name"], email: ["Email", "email"], phone_number: ["Phone", "tel"] };

/**
 * @typedef {object} Options
 * @property {import("../shared/phrase.js").Translate} t
 * @property {import("../client/types.js").Availability["form"]} fields in their order
 * @property {Record<string, string> | null} contact what was typed before
 * @property {Record<string, string[]>} [faults] what is wrong with that, by field
 * @property {(contact: Record<string, string>) => void} keep takes what is typed
 * @property {(contact: Record<string, string>) => Promise<any>} send
 * @property {() => void} [skip] without it, the card can't be skipped
 */

/** @param {Options} options */
export function contactCard({ t, fields, contact, faults = {}, keep, send, skip }) {
  const inputs = fields.flatMap(({ name, is_required }) => {
    if (!INPUTS[name]) return [];
    const [label, autocomplete] = INPUTS[name];
    const text = t(is_required || name in faults ? label : `${label} (optional)`);
    const type = autocomplete == "name" ? "text" : autocomplete;
    return el("input", {
      name,
      type,
      autocomplete,
      required: is_required || name in faults,
      value: contact?.[name] ?? "",
      placeholder: text,
      "aria-label": text,
    });
  });
  const fault = el("p", { class: "fault", role: "alert" });
  const submit = el("button", { class: "primary" }, t(skip ? "Save" : "Continue"));
  const question = skip ? "How can we reach you if you leave?" : "How can we reach you? Then we’ll send your message.";
  const form = el(
    "form",
    { class: "contact", "aria-label": t("How can we reach you?"), oninput: () => keep(values()), onsubmit },
    el("p", { role: "status" }, t(question)),
    inputs,
    fault,
    el("div", { class: "buttons" }, skip && button(t("Skip"), skip, "quiet"), submit),
  );
  let isBusy = false;
  if (Object.keys(faults).length) show(new ApiError(400, faults));
  return form;

  function values() {
    return Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()]));
  }

  /** @param {Event} event */
  async function onsubmit(event) {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    replaceChildren(fault);
    try {
      const contact = values();
      await (skip && !Object.values(contact).some(Boolean) ? skip() : send(contact));
    } catch (error) {
      show(/** @type {ApiError} */ (error));
    }
    setBusy(false);
  }

  /** The button is not disabled, which would take the focus from it. @param {boolean} busy */
  function setBusy(busy) {
    isBusy = busy;
    submit.setAttribute("aria-disabled", String(busy));
  }

  /** Says what is wrong, and where. @param {ApiError} error */
  function show(error) {
    for (const input of inputs) input.setAttribute("aria-invalid", String(input.name in error.fields));
    replaceChildren(fault, explain(error, t));
    inputs.find(({ name }) => name in error.fields)?.focus();
  }
}
