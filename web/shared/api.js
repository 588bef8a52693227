// Requests to the HTTP API, as whoever the browser's session cookie names, or with a token.
//
// Much stands between a browser and the server: proxies, firewalls, the page of a hotel's network. Only an answer
// that is recognisably ours counts: JSON with `detail` and `code`, or with the faults of fields. Anything else has
// told nothing, whatever its status is, and the same request may work later.

/** How long an answer may take, in milliseconds; and how many bytes of a file must pass in each. */
const TIMEOUT = 20_000;
const UPLOAD_TIMEOUT = 60_000;
const UPLOAD_RATE = 20;

/** What people read instead of the server's sentence, by its code. @type {Record<string, string>} */
const SENTENCES = {
  throttled: "Too many attempts. Please try again in a moment.",
  token_not_valid: "Your session has ended. Please sign in again.",
};
/** The same by the field that is wrong. @type {Record<string, string>} */
const FIELD_SENTENCES = {
  attachment: "You can’t send this type of file. You can send images, PDF, Office, text, ZIP, audio and video.",
  captcha_token: "We couldn’t verify that you’re human. Please try again.",
};
const FAILED = "Something went wrong on our side. Please try again in a moment.";
const UNREACHABLE = "We can’t connect. Check your internet connection and try again.";
const UNKNOWN = "Something went wrong. Please try again.";

/** An answer that is no success, or none at all (status 0). */
export class ApiError extends Error {
  /** @param {number} status @param {any} body the answer's JSON; null if it is none */
  constructor(status, body) {
    const code = typeof body?.detail == "string" && typeof body.code == "string" ? body.code : "";
    const faults = Object.values(body ?? {});
    const isFields = status == 400 && !code && faults.length > 0 && faults.every((fault) => typeof fault == "object");
    const own = code || isFields ? (SENTENCES[code] ?? sentenceOf(body)) : undefined;
    super(status >= 500 ? FAILED : (own ?? UNREACHABLE));
    this.status = status;
    /** The server's own word for what is wrong; empty if that is about fields, or the answer isn't the server's. */
    this.code = code;
    /** What is wrong with which field. @type {Record<string, string[]>} */
    this.fields = isFields ? body : {};
    /** Whether what it was about has expired. */
    this.isExpired = status == 400 && body?.error == "Session expired";
  }

  /** Whether the same request may work later. */
  get isTemporary() {
    const isOurs = this.code || this.isExpired || Object.keys(this.fields).length;
    return !isOurs || this.status == 429 || this.status >= 500;
  }

  /** Whether the server says that who asks has no session, or no longer. */
  get isSignedOut() {
    return this.status == 401 && !!this.code;
  }

  /** Whether the server says that there is nothing there, at least for who asks. */
  get isGone() {
    return (this.status == 403 || this.status == 404) && !!this.code;
  }
}

/** The server's sentence, or the first about a field. @param {any} body @returns {string | undefined} */
function sentenceOf(body) {
  const known = Object.keys(FIELD_SENTENCES).find((field) => field in (body ?? {}));
  return (
    body?.detail ??
    (known
      ? FIELD_SENTENCES[known]
      : Object.values(body ?? {})
          .flat()
          .find((text) => typeof text == "string"))
  );
}

/** What to tell people of whatever went wrong. @param {unknown} error */
export function explain(error) {
  return error instanceof ApiError ? error.message : UNKNOWN;
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
    if (!this.#token && method != "GET" && this.base == location.origin)
      headers.set("X-CSRFToken", cookie("csrftoken"));
    const isForm = body instanceof FormData;
    if (body && !isForm) headers.set("Content-Type", "application/json");
    const credentials = this.#token ? "omit" : "same-origin";
    const signal = AbortSignal.timeout(isForm ? UPLOAD_TIMEOUT : TIMEOUT);
    const init = { method, headers, credentials, body: isForm || !body ? body : JSON.stringify(body), signal };
    const response = await fetch(this.base + path, /** @type {RequestInit} */ (init)).catch(() => null);
    if (!response) throw new ApiError(0, null);
    const answer = isJson(response) ? await response.json().catch(() => null) : null;
    if (!response.ok || (response.status != 204 && answer == null)) throw new ApiError(response.status, answer);
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

/** @param {string} name */
function cookie(name) {
  return (
    document.cookie
      .split("; ")
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? ""
  );
}
