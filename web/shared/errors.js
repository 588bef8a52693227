// What went wrong with a request, and what people read of it: a sentence chosen by the error's code, or by the field
// that is wrong. The API's own texts are for programs.

import { phrase } from "./phrase.js";

const FAILED = "Something went wrong on our side. Please try again in a moment.";
const NOTHING = "Please write something first.";
const SIGNED_OUT = "Your session has ended. Please sign in again.";
const UNKNOWN = "Something went wrong. Please try again.";
const UNREACHABLE = "We can’t connect. Check your internet connection and try again.";

/** By code, and by field. What isn't here is said in the server's words. @type {Record<string, string>} */
const SENTENCES = {
  error: FAILED,
  not_authenticated: SIGNED_OUT,
  not_found: "We couldn’t find this. It may have been deleted.",
  permission_denied: "You don’t have permission to do this.",
  throttled: "Too many attempts.",
  token_not_valid: SIGNED_OUT,
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

/** An answer that is no success, or none at all (status 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {any} body the answer's JSON; null if it is none
   * @param {number} [wait] after how many seconds to ask again
   */
  constructor(status, body, wait = 0) {
    const code = typeof body?.detail == "string" && typeof body.code == "string" ? body.code : "";
    const faults = Object.values(body ?? {});
    const isFields = status == 400 && !code && faults.length > 0 && faults.every((fault) => typeof fault == "object");
    super(code ? body.detail : isFields ? faults.flat().find((fault) => typeof fault == "string") : "");
    this.status = status;
    /** The server's own word for what is wrong; empty if that is about fields, or the answer isn't the server's. */
    this.code = code;
    /** Messages by field. @type {Record<string, string[]>} */
    this.fields = isFields ? body : {};
    this.wait = wait;
    /** `true` if its object has expired. */
    this.isExpired = status == 400 && body?.error == "Session expired";
  }

  /** `true` if the same request may work later. */
  get isTemporary() {
    const isOurs = this.code || this.isExpired || Object.keys(this.fields).length;
    return !isOurs || this.status == 429 || this.status >= 500;
  }

  /** `true` if the server knows no session of the caller, or none any longer. */
  get isSignedOut() {
    return this.status == 401 && !!this.code;
  }

  /** `true` if the object doesn't exist, at least not for the caller. */
  get isGone() {
    return (this.status == 403 || this.status == 404) && !!this.code;
  }
}

/** Error of a frame, where a fault of a field begins with its name. @param {Pick<Frame, "code" | "detail">} frame */
export function errorOf({ code, detail = "" }) {
  const [, field, fault] = (code == "invalid" && detail.match(/^(\w+): (.+)/)) || [];
  return new ApiError(400, field ? { [field]: [fault] } : { code, detail });
}

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
  return code == "throttled" ? `${text} ${later(wait, t)}` : text;
}

/** Sentence that says when to try again. @param {number} wait in seconds @param {import("./phrase.js").Translate} t */
function later(wait, t) {
  const minutes = Math.ceil(wait / 60);
  if (minutes < 2) return t("Please try again in a moment.");
  if (minutes < 120) return t("Please try again in {count} minutes.", { count: `${minutes}` });
  return t("Please try again in {count} hours.", { count: `${Math.ceil(minutes / 60)}` });
}
