// The occasions on which somebody gets email while they're away.

import { askForm } from "../shared/dialog.js";
import { report, toast } from "../shared/toast.js";

/** @typedef {import("../shared/field.js").Field} Field */

const PATH = "/api/users/me/notification-settings/";

/** Label of each occasion, under its name in the API. */
const OCCASIONS = /** @type {const} */ ({
  new_message: "New messages in my chats",
  assigned: "Chats assigned to me",
  new_chat: "Chats waiting for an agent",
  daily_report: "The daily report",
});

/** @param {import("./desk.js").Desk} desk */
export async function editNotificationSettings({ api, user }) {
  try {
    const settings = await api.get(PATH);
    const way = (/** @type {string} */ name) => settings[/** @type {keyof typeof OCCASIONS} */ (name)];
    const occasions = Object.entries(OCCASIONS).filter(([name]) => way(name));
    const chosen = occasions.filter(([name]) => way(name)?.email);
    /** @type {Field[]} */
    const fields = [
      {
        name: "occasions",
        label: "Email me about",
        type: "choices",
        options: occasions,
        value: chosen.map(([name]) => name),
      },
      {
        name: "after_minutes",
        label: "Wait this many minutes first",
        type: "number",
        value: settings.after_minutes,
        min: 0,
        max: 1440,
        required: true,
        hint: "You won’t get an email if someone takes care of the chat in the meantime.",
      },
    ];
    const action = (/** @type {import("../shared/dialog.js").Values} */ values) => {
      const ways = occasions.map(([name]) => [name, { email: values.occasions.includes(name) }]);
      const { after_minutes } = values;
      return api.request("PATCH", PATH, { ...Object.fromEntries(ways), after_minutes });
    };
    const text = settings.is_email_available
      ? `Emails go to ${user.email}, at most one every 5 minutes.`
      : "This desk doesn’t send email yet. An admin can set it up in the admin area, under Settings.";
    if (await askForm("Email notifications", fields, { submit: "Save", action, text })) toast("Saved.");
  } catch (error) {
    report(error);
  }
}
