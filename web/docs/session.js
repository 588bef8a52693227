// The sender of requests: named by the session cookie of this host, which the console and the admin set as well, by a
// token, or nobody. A token is kept for as long as the page lives.

import { CookieApi, csrfToken } from "../shared/cookie-api.js";

/** @typedef {"session" | "token" | "nobody"} Way */

export class Session extends EventTarget {
  /** User who is signed in on this host. @type {{name: string, role: string} | null} */
  user = null;
  /** @type {Way} */
  way = "session";
  token = "";
  #csrfToken = "";

  /** Asks who is signed in, unless there can't be anybody: a session's cookie comes with one that scripts can read. */
  async refresh() {
    this.#csrfToken = csrfToken();
    const profile = this.#csrfToken ? await new CookieApi().get("/api/users/me/").catch(() => null) : null;
    this.user = profile && { name: profile.full_name || profile.user.username, role: profile.user.role };
    this.dispatchEvent(new Event("change"));
  }

  /** Asks again if somebody has signed in or out since: here, or in another tab. */
  async follow() {
    if (csrfToken() != this.#csrfToken) await this.refresh();
  }

  /** @param {Way} way @param {string} token */
  choose(way, token) {
    this.way = way;
    this.token = token.trim();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} method @param {string} path @param {{headers: Record<string, string>, body?: BodyInit}} request */
  send(method, path, { headers, body }) {
    const isByCookie = this.way == "session";
    const own = new Headers(headers);
    if (this.way == "token") own.set("Authorization", `Bearer ${this.token}`);
    if (isByCookie && method != "GET") own.set("X-CSRFToken", csrfToken());
    return fetch(path, { method, headers: own, body, credentials: isByCookie ? "same-origin" : "omit" });
  }
}
