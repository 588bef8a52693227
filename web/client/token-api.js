// The API with tokens that are renewed: who asks for several things at once, renews once.

import { Api, ApiError } from "./api.js";

/** @import { AnswerOf, BodyOf, PathOf, Tokens } from "./types.js" */

/**
 * Gets an access token, another than `refused`; null when there is none any more.
 * @typedef {(refused?: string) => Promise<string | null> | string | null} GetToken
 */

export class TokenApi extends Api {
  #getToken;
  /** @type {Promise<void> | undefined} */
  #renewal;

  /** @param {string} base @param {GetToken} getToken */
  constructor(base, getToken) {
    super(base);
    this.#getToken = getToken;
  }

  /**
   * @override
   * @template {string} M @template {string} P
   * @param {M} method @param {PathOf<M, P>} path @param {BodyOf<M, P>} [body]
   * @returns {Promise<AnswerOf<M, P>>}
   */
  async request(method, path, body) {
    if (!this.token) await this.#renew(undefined);
    const { token } = this;
    try {
      return await super.request(method, path, body);
    } catch (error) {
      if (!(error instanceof ApiError && error.isSignedOut)) throw error;
      await this.#renew(token);
      return super.request(method, path, body);
    }
  }

  /** @param {string | undefined} refused */
  async #renew(refused) {
    if (this.token != refused) return;
    this.#renewal ??= this.#replace(refused).finally(() => {
      this.#renewal = undefined;
    });
    await this.#renewal;
  }

  /** @param {string | undefined} refused */
  async #replace(refused) {
    let token;
    try {
      token = await this.#getToken(refused);
    } catch (error) {
      // Without an answer, nothing is known of the session: a later attempt may succeed.
      throw error instanceof ApiError ? error : new ApiError(0, null);
    }
    if (!token || token == refused) throw new ApiError(401, { code: "not_authenticated", detail: "No valid token." });
    this.token = token;
  }
}

/**
 * Access tokens of a session, refreshed when one is refused.
 * @param {string} url @param {Tokens} tokens @param {(tokens: Tokens) => void} [onTokens] keeps new ones
 * @returns {GetToken}
 */
export function refreshing(url, tokens, onTokens) {
  const api = new Api(url);
  let current = tokens;
  return async (refused) => {
    if (refused == current.access) {
      current = await api.post("/api/token/refresh/", { refresh: current.refresh });
      onTokens?.(current);
    }
    return current.access;
  };
}
