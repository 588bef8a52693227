// Requests as whoever this host's session cookie names. A write repeats the CSRF token, which another site can't know.

import { Api, ApiError } from "../client/api.js";

export class CookieApi extends Api {
  constructor() {
    super(location.origin);
  }

  /** @override @param {string} method @returns {ReturnType<Api["credentials"]>} */
  credentials(method) {
    return { headers: method == "GET" ? {} : { "X-CSRFToken": csrfToken() }, credentials: "same-origin" };
  }

  /**
   * Sends a form, which may have files.
   * @param {"PATCH" | "POST"} method @param {string} path @param {FormData} form @returns {Promise<any>} the answer's JSON
   * @throws {ApiError}
   */
  async sendForm(method, path, form) {
    const response = await fetch(path, { ...this.credentials(method), method, body: form }).catch(() => null);
    if (!response) throw new ApiError(0, null);
    const answer = await response.json().catch(() => null);
    if (!response.ok || answer == null) throw new ApiError(response.status, answer);
    return answer;
  }
}

/** The CSRF token of the session; empty without one. */
export function csrfToken() {
  return document.cookie.match(/\bcsrftoken=([^;]*)/)?.[1] ?? "";
}
