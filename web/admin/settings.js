// Settings: those of the desk, which are changed here, and those of the deployment, which are changed there.

import { el } from "../shared/dom.js";
import { Input } from "../shared/field.js";
import { sheet } from "../shared/table.js";
import { head, loadInto } from "./components.js";
import { hoursParts } from "./opening-hours.js";
import { LanguageTexts } from "./language-texts.js";
import { LANGUAGE_NAMES } from "./languages.js";
import { LogoPart } from "./logo.js";
import { routingParts } from "./routing.js";
import { captchaParts, identityTokensParts } from "./secrets.js";
import { SettingsForm } from "./settings-form.js";

/** @import { DeskMail, DeskPreChat, DeskProfile, DeskPush, DeskTexts, Setting } from "../client/types.js" */

/** @type {import("../shared/table.js").Column<Setting>[]} */
const COLUMNS = [
  { label: "Setting", cell: ({ name }) => el("code", {}, name) },
  { label: "Value", cell: ({ value }) => shown(value) },
  { label: "Description", cell: ({ description }) => el("span", { class: "long" }, description) },
];

/** @type {[value: string, label: string][]} */
const ASKED = [
  ["no", "Don’t ask"],
  ["optional", "Optional"],
  ["required", "Required"],
];

/** @type {import("./settings-form.js").Group[]} */
const GROUPS = [
  {
    name: "profile",
    title: "Appearance",
    text: "Your chat’s name, colours and logo. A website can set its own name and colours in its snippet.",
    parts: (/** @type {DeskProfile} */ profile) => [
      input("profile", { name: "name", label: "Name", value: profile.name, maxlength: 60 }),
      input("profile", { name: "color", label: "Colour", value: profile.color, hint: "Such as #3b4fd8." }),
      input("profile", {
        name: "text_color",
        label: "Text on it",
        value: profile.text_color,
        hint: "Leave empty for black or white, whichever is easier to read.",
      }),
      new LogoPart(profile.logo),
    ],
  },
  {
    name: "texts",
    title: "Languages and texts",
    text: "What visitors read in the chat, and in which language. Leave a text empty to use ours.",
    parts: (/** @type {DeskTexts} */ { offered_languages, default_language, is_auto_reply_on, languages }) => [
      input("texts", {
        name: "offered_languages",
        label: "Languages",
        type: "choices",
        value: offered_languages.length ? offered_languages : Object.keys(LANGUAGE_NAMES),
        options: Object.entries(LANGUAGE_NAMES),
        hint: "Visitors chat in the language of your page or their browser, if you offer it.",
      }),
      input("texts", {
        name: "default_language",
        label: "Language for everyone else",
        type: "select",
        value: default_language,
        options: Object.entries(LANGUAGE_NAMES),
      }),
      input("texts", {
        name: "is_auto_reply_on",
        label: "Reply automatically to new chats while you’re closed or no one is available",
        type: "checkbox",
        value: is_auto_reply_on,
      }),
      new LanguageTexts(languages, default_language),
    ],
  },
  {
    name: "pre_chat",
    title: "Contact details",
    text: "What you ask visitors for when they start a chat. While you’re closed, an email address can be required in any case: see Opening hours.",
    parts: (/** @type {DeskPreChat} */ form) => [
      asked("full_name", "Name", form.full_name),
      asked("email", "Email", form.email),
      asked("phone_number", "Phone", form.phone_number),
    ],
  },
  {
    name: "hours",
    title: "Opening hours",
    text: "When visitors can expect an answer. Outside these hours the chat says when you’re back.",
    parts: hoursParts,
  },
  {
    name: "routing",
    title: "Routing",
    text: "Who gets a chat, and what happens to it when its agent isn’t there.",
    parts: routingParts,
  },
  {
    name: "mail",
    title: "Mail",
    text: "Customers who left get what they missed by email, agents hear about chats that need them, and everyone can reset a forgotten password.",
    parts: (/** @type {DeskMail} */ mail) => [
      input("mail", {
        name: "sender",
        label: "Sender",
        value: mail.sender,
        type: "email",
        maxlength: 254,
        hint: "Such as help@example.com. Leave empty to send no email.",
      }),
      minutes("unseen_minutes", "Minutes before an unseen message is emailed", mail.unseen_minutes),
      minutes("interval_minutes", "Minutes between two emails about a chat", mail.interval_minutes),
      input("mail", {
        name: "transcript_at_end",
        label: "Email the transcript to the customer when a chat ends",
        type: "checkbox",
        value: mail.transcript_at_end,
      }),
      input("mail", {
        name: "closed_reply",
        label: "When a customer replies by email to a closed chat",
        type: "select",
        value: mail.closed_reply,
        options: [
          ["new_chat", "Start a new chat"],
          ["reopen", "Reopen the chat"],
        ],
      }),
    ],
  },
  {
    name: "push",
    title: "Push notifications",
    text: "Agents turn these on in the console, for each device, to hear of chats while it’s closed.",
    parts: (/** @type {DeskPush} */ push) => [
      input("push", {
        name: "hide_text",
        label: "Hide names and messages in push notifications",
        type: "checkbox",
        value: push.hide_text,
      }),
    ],
  },
  {
    name: "captcha",
    title: "Captcha",
    text: "Keeps bots from starting chats and registering. Your website gets the tokens with the provider’s own script.",
    parts: captchaParts,
  },
  {
    name: "identity_tokens",
    title: "Signed-in customers",
    text: "Your website can vouch for customers who are signed in there, with tokens signed by a secret that only the two of you know.",
    parts: identityTokensParts,
  },
];

/** @type {import("./sections.js").Show} */
export function showSettings(place, { api }) {
  const body = el("div", { class: "all-settings" });
  place.append(head("Settings"), body);
  loadInto(
    body,
    () => api.get("/api/settings/"),
    (all) => [
      ...GROUPS.map((group) => new SettingsForm(api, group, all[group.name]).element),
      el("h2", {}, "Deployment"),
      el("p", { class: "muted" }, "Read-only. Change these in your .env file or deployment parameters."),
      el("div", { class: "card" }, sheet("Settings of the deployment", COLUMNS, all.settings)),
    ],
  );
}

/** @param {string} group @param {import("../shared/field.js").Field} field */
function input(group, field) {
  return new Input(field, `${group}-${field.name}`);
}

/** @param {string} name @param {string} label @param {number} value */
function minutes(name, label, value) {
  return input("mail", { name, label, value, type: "number", required: true, min: 0, max: 1440 });
}

/** @param {string} name @param {string} label @param {string} value */
function asked(name, label, value) {
  return input("pre_chat", { name, label, value, type: "select", options: ASKED });
}

/** @param {string} value */
function shown(value) {
  if (value == "true" || value == "false") return value == "true" ? "Yes" : "No";
  return value ? el("span", { class: "long" }, value) : el("span", { class: "muted" }, "Not set");
}
