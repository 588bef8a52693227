// Availability and settings of the desk, fetched before anything is shown.

/** @typedef {Partial<import("../client/types.js").Availability>} Desk nothing is known of it without an answer */

/** Deadline of an answer, in milliseconds: the chat doesn't wait for it any longer. */
const TIMEOUT = 1000;

/** @param {string} base @returns {Promise<Desk>} */
export async function loadDesk(base) {
  try {
    const answer = await fetch(`${base}/api/chat/availability/`, { signal: AbortSignal.timeout(TIMEOUT) });
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
}
