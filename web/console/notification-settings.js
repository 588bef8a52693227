// The occasions on which somebody is told while they're away, by email and on the devices that have push notifications.

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
export async function editNotificationSettings({ api }) {
  try {
    const settings = await api.get(PATH);
    /** @type {(name: string) => {email: boolean, push?: boolean} | null} */
    const ways = (name) => settings[/** @type {keyof typeof OCCASIONS} */ (name)];
    const occasions = Object.entries(OCCASIONS).filter(([name]) => ways(name));
    const pushed = occasions.filter(([name]) => ways(name)?.push != null);
    const chosen = (/** @type {"email" | "push"} */ way) =>
      occasions.filter(([name]) => ways(name)?.[way]).map(([name]) => name);
    /** @type {Field[]} */
    const fields = [
      { name: "email", label: "Email me about", type: "choices", options: occasions, value: chosen("email") },
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
      {
        name: "push",
        label: "Push notifications about",
        type: "choices",
        options: pushed,
        value: chosen("push"),
        hint: "On each device where you’ve turned them on.",
      },
    ];
    const action = (/** @type {import("../shared/dialog.js").Values} */ { email, push, after_minutes }) => {
      const edited = occasions.map(([name]) => [
        name,
        { email: email.includes(name), ...(ways(name)?.push != null && { push: push.includes(name) }) },
      ]);
      return api.request("PATCH", PATH, { ...Object.fromEntries(edited), after_minutes });
    };
    const text = aboutMail(settings);
    if (await askForm("Notification settings", fields, { submit: "Save", action, text })) toast("Saved.");
  } catch (error) {
    report(error);
  }
}

/** @param {{email: string, is_email_available: boolean}} settings */
function aboutMail({ email, is_email_available }) {
  if (!is_email_available)
    return "This desk doesn’t send email yet. An admin can set it up in the admin area, under Settings.";
  if (!email) return "You won’t get any email because you have no email address. You can add one under your name.";
  return `Emails go to ${email}, at most one every 5 minutes.`;
}
