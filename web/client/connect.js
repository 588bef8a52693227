// Beginning of an application: with a session of a user, or as a visitor who starts a chat.

import { Api, ApiError } from "./api.js";
import { Chat } from "./chat.js";
import { Store } from "./storage.js";
import { refreshing, TokenApi } from "./token-api.js";

/** @import { CompletedChat, Tokens } from "./types.js" */

/** Most attempts to complete a visitor's chat, and the pause after the first, in milliseconds. */
const ATTEMPT_LIMIT = 5;
const RETRY_DELAY = 500;

/**
 * One of `token`, `tokens` and `getToken` says whose client it is.
 * @typedef {object} Options
 * @property {string} url where the system is, as in `https://chat.example`
 * @property {string} [token] access token, such as a visitor's
 * @property {Tokens} [tokens] of a session, as `signIn` returns them; refreshed when they expire
 * @property {(tokens: Tokens) => void} [onTokens] keeps refreshed tokens
 * @property {import("./token-api.js").GetToken} [getToken] gets an access token, for example from your own server
 * @property {string} [owner] name under which unsent messages are stored; by default the id of the token's user
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem">} [storage] where they are stored, so that they outlive
 * a reload: by default the tab's `sessionStorage`, and the memory where there is none
 */

/**
 * Connects a user: the client stays connected until it is closed.
 * @param {Options} options
 * @returns {Chat}
 */
export function connect({ url, token, tokens, onTokens, getToken, owner, storage }) {
  const base = baseOf(url);
  const get = getToken ?? (tokens && refreshing(base, tokens, onTokens));
  if (!get && !token) throw new TypeError("One of token, tokens and getToken is needed.");
  const name = owner ?? userOf(token ?? tokens?.access);
  // A message without an owner's name could be sent in the name of whoever comes next.
  const store = new Store(() => (name == null ? undefined : (storage ?? sessionStorage)));
  return new Chat(get ? new TokenApi(base, get) : new Api(base, token), name ?? "", store);
}

/**
 * Signs a user in.
 * @param {string} url @param {string} username or e-mail address @param {string} password
 * @returns {Promise<Tokens>}
 */
export function signIn(url, username, password) {
  return new Api(baseOf(url)).post("/api/token/", { username, password });
}

/**
 * Starts a chat as a visitor: somebody without an account. Keep the token, which is good for this room, to come back.
 * @param {string} url
 * @param {object} visitor
 * @param {string} visitor.initial_message
 * @param {string} [visitor.full_name]
 * @param {string} [visitor.email]
 * @param {string} [visitor.phone_number]
 * @param {string} [visitor.captcha_token]
 * @param {string} [visitor.identity] the site's identity token
 * @returns {Promise<CompletedChat>} its `chat_room_id` and `token`
 */
export async function startChat(url, { initial_message, ...contact }) {
  const api = new Api(baseOf(url));
  const { session_id } = await api.post("/api/chat/start_chat/", { initial_message });
  for (let attempts = 1; ; attempts += 1) {
    try {
      // Repeated, it opens no second room.
      return await api.post("/api/chat/complete_chat/", { session_id, ...contact });
    } catch (error) {
      const mayRetry = error instanceof ApiError && error.isTemporary && error.status != 429;
      if (!mayRetry || attempts == ATTEMPT_LIMIT) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY * 2 ** attempts));
    }
  }
}

/** @param {string} url */
function baseOf(url) {
  return url.replace(/\/+$/, "");
}

/** Id of a token's user, as the token says. @param {string} [token] @returns {string | null} */
function userOf(token = "") {
  try {
    const claims = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return claims.user_id == null ? null : String(claims.user_id);
  } catch {
    return null;
  }
}
