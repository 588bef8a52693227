// Requests to the HTTP API, as whoever the browser's session cookie names, or with a token.

/** An answer that is no success, or none at all (status 0). */
export class ApiError extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(sentenceOf(body) || (status ? `Error ${status}` : "The server can't be reached."));
    this.status = status;
    /** What is wrong with which field. @type {Record<string, string[]>} */
    this.fields = status == 400 && body && !("detail" in body) ? body : {};
    /** Whether what it was about has expired: of all that is no field's fault, only this has a name of its own. */
    this.isExpired = body?.error == "Session expired";
  }

  /** Whether the same request may work later. */
  get isTemporary() {
    return !this.status || this.status == 429 || this.status >= 500;
  }
}

/** @param {any} body */
function sentenceOf(body) {
  return body?.detail ?? Object.values(body ?? {}).flat().find((text) => typeof text == "string");
}

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
   * The page that an answer's `next` or `previous` leads to. What stands before its path belongs to the base, behind a proxy.
   * @param {string} url
   */
  follow(url) {
    return this.request("GET", url.slice(url.indexOf("/api/")));
  }

  /** All items of a list, page by page. @param {string} path @param {Record<string, any>} [query] @returns {Promise<any[]>} */
  async all(path, query) {
    const items = [];
    let page = await this.get(path, { ...query, page_size: 100 });
    while ((items.push(...page.results), page.next)) page = await this.follow(page.next);
    return items;
  }

  /**
   * A room, its newest messages, and those that were written or edited after event `after`, if that is given.
   * @param {string} roomId @param {number} [after]
   * @returns {Promise<{fields: ChatRoom, newest: Page<Message>, later: Message[]}>}
   */
  async load(roomId, after) {
    const path = `/api/chat-rooms/${roomId}/`;
    // The room first: what messages know that came after it, events tell again.
    const fields = await this.get(path);
    const later = after == null ? [] : await this.all(`${path}messages/`, { after_seq: after });
    return { fields, newest: await this.get(`${path}messages/`, { page_size: 50 }), later };
  }

  /**
   * @param {string} method @param {string} path @param {any} [body] JSON, or a form
   * @returns {Promise<any>} the answer's JSON
   * @throws {ApiError}
   */
  async request(method, path, body) {
    const headers = new Headers(this.#token ? { Authorization: `Token ${this.#token}` } : {});
    if (!this.#token && method != "GET") headers.set("X-CSRFToken", cookie("csrftoken"));
    const isForm = body instanceof FormData;
    if (body && !isForm) headers.set("Content-Type", "application/json");
    const credentials = this.#token ? "omit" : "same-origin";
    const init = { method, headers, credentials, body: isForm || !body ? body : JSON.stringify(body), signal: AbortSignal.timeout(60_000) };
    const response = await fetch(this.base + path, /** @type {RequestInit} */ (init)).catch(() => null);
    if (!response) throw new ApiError(0, null);
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new ApiError(response.status, answer);
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
    // The length, which is signed as well, the browser says itself.
    const { ok, status } = await fetch(url, { method, headers, body: file }).catch(() => Response.error());
    if (!ok) throw new ApiError(status, null);
    return upload_id;
  }
}

/** @param {string} name */
function cookie(name) {
  return document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
