// Confirms a new email address, by the link in a mail to it.

import { showForm, showResult, useLink } from "./card.js";

/** @param {import("./main.js").Page} page @param {string} token */
export function confirmEmail({ api, t }, token) {
  const use = async () => {
    await api.post("/api/auth/email/confirm/", { token });
    showResult({
      title: t("Your email address is confirmed"),
      text: t("From now on we’ll write to you there, and you can sign in with it."),
    });
  };
  showForm(
    { api, t },
    {
      title: t("Confirm your email address"),
      text: t("Confirm that you’d like to use this address for your account."),
      button: t("Confirm"),
      submit: () => useLink({ api, t }, use),
      faults: { email: "This address is already used by another account." },
    },
  );
}
