// Ends a visitor's session at the server, so that its token is good for nothing any more.

import { Api } from "../client/api.js";

/** @param {string} base @param {string} token */
export async function signOut(base, token) {
  const api = new Api(base, token);
  try {
    const { results } = await api.get("/api/auth/sessions/");
    const own = results.find((/** @type {{is_current: boolean}} */ { is_current }) => is_current);
    if (own) await api.request("DELETE", `/api/auth/sessions/${own.id}/`);
  } catch {
    // The browser has forgotten it in any case.
  }
}
