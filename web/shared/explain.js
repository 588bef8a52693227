// Texts for people about failures and about the connection: a sentence chosen by the error's code, or by the field that
// is wrong.

import { ApiError } from "../client/api.js";
import { phrase } from "./phrase.js";

const FAILED = "Something went wrong on our side. Please try again in a moment.";
const NOTHING = "Please write something first.";
const SIGNED_OUT = "Your session has ended. Please sign in again.";
const UNKNOWN = "Something went wrong. Please try again.";
const UNREACHABLE = "We can’t connect. Check your internet connection and try again.";

/** By code, and by field. What isn't here is said in the server's words. @type {Record<string, string>} */
const SENTENCES = {
  error: FAILED,
  file_changed: "The file has changed. Please attach it again.",
  not_authenticated: SIGNED_OUT,
  not_found: "We couldn’t find this. It may have been deleted.",
  permission_denied: "You don’t have permission to do this.",
  throttled: "Too many attempts.",
  token_not_valid: SIGNED_OUT,
  blocked: "You can’t chat here any more.",
  too_many_chats: "You’ve started too many chats.",
  too_large: "This file is too large. The limit is 20 MB.",
  unavailable: FAILED,
  user_inactive: "Your account has been deactivated.",

  attachment: "You can’t send this type of file. You can send images, PDF, Office, text, ZIP, audio and video.",
  captcha_token: "We couldn’t verify that you’re human. Please try again.",
  chat_room_id: "This chat has ended.",
  content: NOTHING,
  email: "Enter a valid email address.",
  full_name: "Please enter a different name.",
  initial_message: NOTHING,
  phone_number: "Enter a valid phone number.",
  upload_id: "The upload didn’t finish. Please try again.",
};

/** Texts about a client's status, unless all is well. @type {Record<string, string>} */
export const STATUS_TEXTS = {
  connecting: "Reconnecting…",
  polling: "Your connection is limited, so messages may take a few seconds.",
  offline: "You’re offline. We’ll send your messages when you’re back.",
};

/**
 * Text for people about any failure.
 * @param {unknown} error
 * @param {import("./phrase.js").Translate} [t]
 * @param {Record<string, string>} [special] sentences of the place where it happened, by code or field
 */
export function explain(error, t = phrase, special = {}) {
  if (!(error instanceof ApiError)) return t(UNKNOWN);
  const { status, code, fields, message, wait } = error;
  const keys = code ? [code] : Object.keys(fields);
  if (!keys.length) return t(status >= 500 ? FAILED : UNREACHABLE);
  const sentences = { ...SENTENCES, ...special };
  const known = keys.find((key) => key in sentences);
  const text = t(known ? sentences[known] : message || UNKNOWN);
  return status == 429 ? `${text} ${later(wait, t)}` : text;
}

/** Sentence that says when to try again. @param {number} wait in seconds @param {import("./phrase.js").Translate} t */
function later(wait, t) {
  const minutes = Math.ceil(wait / 60);
  if (minutes < 2) return t("Please try again in a moment.");
  if (minutes < 120) return t("Please try again in {count} minutes.", { count: `${minutes}` });
  return t("Please try again in {count} hours.", { count: `${Math.ceil(minutes / 60)}` });
}
