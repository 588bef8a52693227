// Form of an ended chat that sends its transcript by mail.

import { el, replaceChildren } from "../shared/dom.js";
import { trying } from "./rating-form.js";

/**
 * @param {import("./rating-form.js").Translate} t
 * @param {string} known the visitor's address, or empty
 * @param {(email: string) => Promise<{success: boolean}>} send
 */
export function transcriptForm(t, known, send) {
  const input = el("input", {
    type: "email",
    autocomplete: "email",
    required: true,
    placeholder: t("Email"),
    "aria-label": t("Email"),
    hidden: !!known,
    value: known,
  });
  const fault = el("p", { class: "fault", role: "alert" });
  const button = el("button", {}, known ? t("Email this chat to {email}", { email: known }) : t("Email me this chat"));
  const form = el("form", { class: "ending", onsubmit: submit }, fault, el("div", { class: "buttons" }, input, button));
  return form;

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const email = input.value;
    await trying(t, button, fault, async () => {
      const { success } = await send(email);
      const sent = success ? "This chat is on its way to {email}." : "This is no longer possible.";
      replaceChildren(form, el("p", { role: "status" }, t(sent, { email })));
    });
  }
}
