// Requests to the HTTP API, with a token or as nobody.
//
// Much stands between a browser and the server: proxies, firewalls, the page of a hotel's network. Only an answer
// that is recognisably ours counts: JSON with `detail` and `code`, or with the faults of fields. Anything else has
// told nothing, whatever its status is, and the same request may work later.

/** Deadline of an answer, in milliseconds, and bytes of a file that must pass in each such time. */
const REQUEST_TIMEOUT = 20_000;
const UPLOAD_TIMEOUT = 60_000;
const UPLOAD_RATE = 20;

/** @import { AnswerOf, BodyOf, ItemOf, PathOf, QueryOf, RoomPath } from "./types.js" */
/** @import { ChatRoom, FrameOf, Message, Page } from "./types.js" */

/** @typedef {{fields: ChatRoom, newest: Page<Message>, later: Message[]}} Snapshot */

export class Api {
  /** @param {string} base where the system is @param {string} [token] */
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  /**
   * Headers and cookies that name the caller.
   * @param {string} _method
   * @returns {{headers: Record<string, string>, credentials: RequestCredentials}}
   */
  credentials(_method) {
    return { headers: this.token ? { Authorization: `Token ${this.token}` } : {}, credentials: "omit" };
  }

  /**
   * @template {string} P
   * @param {PathOf<"GET", P>} path @param {QueryOf<P>} [query] what is empty is left out
   * @returns {Promise<AnswerOf<"GET", P>>}
   */
  get(path, query) {
    const given = Object.entries(query ?? {}).filter(([, value]) => value != null && value !== "");
    const url = given.length ? `${path}?${new URLSearchParams(given)}` : path;
    return this.request("GET", /** @type {any} */ (url));
  }

  /**
   * @template {string} P
   * @param {PathOf<"POST", P>} path @param {BodyOf<"POST", P>} [body]
   * @returns {Promise<AnswerOf<"POST", P>>}
   */
  post(path, body) {
    return this.request("POST", path, body);
  }

  /**
   * The page that an answer's `next` or `previous` leads to. What stands before its path belongs to the base, behind
   * a proxy.
   * @param {string} url
   * @returns {Promise<any>}
   */
  follow(url) {
    return this.request("GET", /** @type {any} */ (url.slice(url.indexOf("/api/"))));
  }

  /**
   * All items of a list, page by page.
   * @template {string} P
   * @param {PathOf<"GET", P>} path
   * @param {QueryOf<P>} [query]
   * @returns {Promise<ItemOf<P>[]>}
   */
  async all(path, query) {
    /** @type {any} */
    let page = await this.get(path, /** @type {any} */ ({ ...query, page_size: 100 }));
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
    /** @type {RoomPath} */
    const path = `/api/chat-rooms/${roomId}/`;
    // The room first: what messages know that came after it, events tell again.
    const fields = await this.get(path);
    const later = after == null ? [] : await this.all(`${path}messages/`, { after_seq: after });
    return { fields, newest: await this.get(`${path}messages/`, { page_size: 50 }), later };
  }

  /**
   * @template {string} M @template {string} P
   * @param {M} method @param {PathOf<M, P>} path @param {BodyOf<M, P>} [body]
   * @returns {Promise<AnswerOf<M, P>>} the answer's JSON
   * @throws {ApiError}
   */
  async request(method, path, body) {
    const { headers, credentials } = this.credentials(method);
    const response = await fetch(this.base + path, {
      method,
      headers: body ? { ...headers, "Content-Type": "application/json" } : headers,
      credentials,
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
    /** @type {any} */
    this.body = body;
    /** The server's own word for what is wrong; empty if that is about fields, or the answer isn't the server's. */
    this.code = code;
    /** Messages by field. @type {Record<string, string[]>} */
    this.fields = isFields ? body : {};
    this.wait = wait;
  }

  /** `true` if its object has expired. */
  get isExpired() {
    return this.status == 400 && this.body?.error == "Session expired";
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

/** Error that no answer has brought. @param {"closed" | "discarded" | "file_changed"} code */
export function ownError(code) {
  return new ApiError(0, { code, detail: code });
}

/**
 * Error of a frame, where a fault of a field begins with its name.
 * @param {Pick<FrameOf<"error">, "code" | "detail">} frame
 */
export function errorOf({ code, detail }) {
  const [, field, fault] = (code == "invalid" && detail.match(/^(\w+): (.+)/)) || [];
  return new ApiError(400, field ? { [field]: [fault] } : { code, detail });
}
