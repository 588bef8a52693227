// Chooses a new password, by the link in a mail.

import { el } from "../shared/dom.js";
import { labelled } from "../shared/field.js";
import { showForm, showResult, useLink } from "./card.js";

/** @param {import("./main.js").Page} page @param {string} token */
export function resetPassword({ api, t }, token) {
  const password = el("input", {
    name: "new_password",
    type: "password",
    autocomplete: "new-password",
    minLength: 8,
    required: true,
  });
  const use = async () => {
    const { role } = await api.post("/api/auth/password/reset/confirm/", { token, new_password: password.value });
    showResult({
      title: t("Your password has been changed"),
      text: t("You’ve been signed out everywhere. Sign in with your new password."),
      link: role == "customer" ? undefined : [t("Sign in to the console"), "/console/"],
    });
  };
  showForm(
    { api, t },
    {
      title: t("Choose a new password"),
      text: t("Use at least 8 characters."),
      button: t("Save password"),
      inputs: [labelled(t("New password"), password)],
      submit: () => useLink({ api, t }, use),
    },
  );
}
