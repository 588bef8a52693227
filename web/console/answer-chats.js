// The way of an admin who has no agent account to the chats: they become an agent, and stay an admin.

import { askForm } from "../shared/dialog.js";

/** @typedef {import("../shared/field.js").Field} Field */

/** Asks for what customers see, and loads the page anew as an agent's. @param {import("./desk.js").Desk} desk */
export async function answerChats({ api, user }) {
  /** @type {Field[]} */
  const fields = [
    { name: "first_name", label: "First name", value: user.first_name, required: true, autocomplete: "given-name" },
    { name: "last_name", label: "Last name (optional)", value: user.last_name, autocomplete: "family-name" },
    {
      name: "max_concurrent_chats",
      label: "Maximum simultaneous chats",
      type: "number",
      value: 5,
      min: 1,
      required: true,
    },
  ];
  const action = async (/** @type {import("../shared/dialog.js").Values} */ { max_concurrent_chats, ...name }) => {
    await api.request("PATCH", "/api/users/me/", name);
    await api.request("PUT", "/api/admin-agents/me/", { max_concurrent_chats });
    location.reload();
  };
  await askForm("Answer chats yourself", fields, {
    submit: "Start answering",
    action,
    text: "You’ll be able to take chats, and you stay an admin. Customers see your name.",
  });
}
