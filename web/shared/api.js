// Requests to the HTTP API, as whoever the browser's session cookie names, or with a token.
//
// Much stands between a browser and the server: proxies, firewalls, the page of a hotel's network. Only an answer
// that is recognisably ours counts: JSON with `detail` and `code`, or with the faults of fields. Anything else has
// told nothing, whatever its status is, and the same request may work later.

import { ApiError } from "./errors.js";

/** Deadline of an answer, in milliseconds, and bytes of a file that must pass in each such time. */
const REQUEST_TIMEOUT = 20_000;
const UPLOAD_TIMEOUT = 60_000;
const UPLOAD_RATE = 20;

/** @typedef {{fields: ChatRoom, newest: Page<Message>, later: Message[]}} Snapshot */

export class Api {
  #token;

  /** @param {string} [base] where the system is @param {string} [token] instead of the session cookie */
  constructor(base = location.origin, token) {
    this.base = base;
    this.#token = token;
  }

  /** @param {string} path @param {Record<string, any>} [query] what is empty is left out */
  get(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value != null && value !== "");
    return this.request("GET", given.length ? `${path}?${new URLSearchParams(given)}` : path);
  }

  /** @param {string} path @param {any} [body] */
  post(path, body) {
    return this.request("POST", path, body);
  }

  /**
   * The page that an answer's `next` or `previous` leads to. What stands before its path belongs to the base, behind
   * a proxy.
   * @param {string} url
   */
  follow(url) {
    return this.request("GET", url.slice(url.indexOf("/api/")));
  }

  /**
   * All items of a list, page by page.
   * @param {string} path
   * @param {Record<string, any>} [query]
   * @returns {Promise<any[]>}
   */
  async all(path, query) {
    let page = await this.get(path, { ...query, page_size: 100 });
    const items = page.results;
    while (page.next) {
      page = await this.follow(page.next);
      items.push(...page.results);
    }
    return items;
  }

  /**
   * A room, its newest messages, and those that were written or edited after event `after`, if that is given.
   * @param {string} roomId @param {number} [after]
   * @returns {Promise<Snapshot>}
   */
  async load(roomId, after) {
    const path = `/api/chat-rooms/${roomId}/`;
    // The room first: what messages know that came after it, events tell again.
    const fields = await this.get(path);
    const later = after == null ? [] : await this.all(`${path}messages/`, { after_seq: after });
    return { fields, newest: await this.get(`${path}messages/`, { page_size: 50 }), later };
  }

  /**
   * @param {string} method @param {string} path @param {any} [body]
   * @returns {Promise<any>} the answer's JSON
   * @throws {ApiError}
   */
  async request(method, path, body) {
    const headers = new Headers(this.#token ? { Authorization: `Token ${this.#token}` } : {});
    if (!this.#token && method != "GET" && this.base == location.origin)
      headers.set("X-CSRFToken", document.cookie.match(/\bcsrftoken=([^;]*)/)?.[1] ?? "");
    if (body) headers.set("Content-Type", "application/json");
    const response = await fetch(this.base + path, {
      method,
      headers,
      credentials: this.#token ? "omit" : "same-origin",
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    }).catch(() => null);
    if (!response) throw new ApiError(0, null);
    const answer = isJson(response) ? await response.json().catch(() => null) : null;
    if (!response.ok || (response.status != 204 && answer == null))
      throw new ApiError(response.status, answer, Number(response.headers.get("Retry-After")));
    return answer;
  }

  /**
   * Puts a file straight into the bucket. A message takes it by the `upload_id`.
   * @param {string} roomId @param {File} file
   * @returns {Promise<string>} the `upload_id`
   */
  async upload(roomId, file) {
    const { name, size, type } = file;
    const announcement = { chat_room_id: roomId, name, content_type: type || "application/octet-stream", size };
    const { upload_id, method, url, headers } = await this.post("/api/uploads/", announcement);
    const signal = AbortSignal.timeout(UPLOAD_TIMEOUT + size / UPLOAD_RATE);
    // The length, which is signed as well, the browser says itself.
    const { ok, status } = await fetch(url, { method, headers, body: file, signal }).catch(() => Response.error());
    if (!ok) throw new ApiError(status, null);
    return upload_id;
  }
}

/** @param {Response} response */
function isJson(response) {
  return /^application\/json\b/i.test(response.headers.get("Content-Type") ?? "");
}
