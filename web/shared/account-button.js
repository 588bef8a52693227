// The button with the name of who has signed in, which leads to their email address.

import { el, icon } from "./dom.js";
import { askForm } from "./dialog.js";
import { report, toast } from "./toast.js";

/** @typedef {import("../client/api.js").Api} Api */

const PERSON = "M20 21a8 8 0 0 0-16 0M12 13a5 5 0 1 0 0-10 5 5 0 0 0 0 10";

/** @param {Api} api @param {string} name */
export function accountButton(api, name) {
  const onclick = () => changeEmail(api).catch(report);
  const label = `${name}, your account`;
  const shown = el("span", { class: "who" }, name);
  return el("button", { type: "button", class: "quiet", "aria-label": label, onclick }, icon(PERSON), shown);
}

/** @param {Api} api */
async function changeEmail(api) {
  const settings = "/api/users/me/notification-settings/";
  const [me, { is_email_available }] = await Promise.all([api.get("/api/users/me/"), api.get(settings)]);
  const { user, unconfirmed_email } = me;
  const now = user.email ? `Your email address is ${user.email}.` : "You have no email address yet.";
  const waiting =
    unconfirmed_email && `To change it to ${unconfirmed_email}, follow the link in the email we sent there.`;
  const next = is_email_available
    ? "We’ll email a link to the new address to confirm it, and let your current one know about the change."
    : "You can sign in with the new one right away.";
  /** @type {import("./field.js").Field[]} */
  const fields = [
    { name: "email", label: "New email address", type: "email", required: true, autocomplete: "email" },
    {
      name: "current_password",
      label: "Current password",
      type: "password",
      required: true,
      autocomplete: "current-password",
    },
  ];
  const changed = await askForm("Email address", fields, {
    text: [now, waiting, next].filter(Boolean).join(" "),
    submit: "Change email address",
    action: (values) => api.request("PATCH", "/api/users/me/", values),
  });
  if (!changed) return;
  const asked = changed.unconfirmed_email;
  toast(asked ? `Almost done: follow the link we sent to ${asked}.` : "Your email address has been changed.");
}
