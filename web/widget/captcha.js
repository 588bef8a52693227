// The captcha of a site that has one.

import { ApiError } from "../client/api.js";

/** Time for a captcha, in milliseconds. */
const TIMEOUT = 60_000;

/**
 * Calls the function that the site puts onto its page, for a token. It may fail, as with an ad blocker.
 * @throws {ApiError}
 */
export async function captcha() {
  const timeout = new Promise((_, reject) => setTimeout(reject, TIMEOUT));
  try {
    return await Promise.race([/** @type {any} */ (globalThis).tribeclubChatCaptcha?.(), timeout]);
  } catch {
    throw new ApiError(400, { captcha_token: [] });
  }
}
