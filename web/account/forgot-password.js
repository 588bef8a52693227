// Asks for a mail with a link to choose a new password.

import { el } from "../shared/dom.js";
import { labelled } from "../shared/field.js";
import { showForm, showResult } from "./card.js";

/** @param {import("./main.js").Page} page */
export function forgotPassword({ api, t }) {
  const email = el("input", { name: "email", type: "email", autocomplete: "email", required: true });
  showForm(
    { api, t },
    {
      title: t("Forgot your password?"),
      text: t("Enter your email address, and we’ll send you a link to choose a new one."),
      button: t("Send link"),
      inputs: [labelled(t("Email"), email)],
      async submit() {
        const { success } = await api.post("/api/auth/password/reset/", { email: email.value.trim() });
        if (success) showResult({ title: t("Check your email"), text: t(SENT) });
        else showResult({ title: t("Email isn’t set up yet"), text: t(NO_MAIL) });
      },
    },
  );
}

const SENT =
  "If there’s an account with this address, you’ll get an email with a link in a moment. It works for 30 minutes.";
const NO_MAIL = "Ask an admin to set a new password for you.";
