// Requests as whoever this host's session cookie names. A write repeats the CSRF token, which another site can't know.

import { Api } from "../client/api.js";

export class CookieApi extends Api {
  constructor() {
    super(location.origin);
  }

  /** @override @param {string} method @returns {ReturnType<Api["credentials"]>} */
  credentials(method) {
    return { headers: method == "GET" ? {} : { "X-CSRFToken": csrfToken() }, credentials: "same-origin" };
  }
}

/** The CSRF token of the session; empty without one. */
export function csrfToken() {
  return document.cookie.match(/\bcsrftoken=([^;]*)/)?.[1] ?? "";
}
