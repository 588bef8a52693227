// The transcript of a chat as a file.

import { ApiError } from "../client/api.js";
import { el } from "../shared/dom.js";

/** @param {import("../client/api.js").Api} api @param {string} roomId @throws {ApiError} */
export async function downloadTranscript(api, roomId) {
  const address = `${api.base}/api/chat-rooms/${roomId}/transcript/`;
  const response = await fetch(address, api.credentials("GET")).catch(() => null);
  if (!response?.ok) throw new ApiError(response?.status ?? 0, null);
  const href = URL.createObjectURL(await response.blob());
  el("a", { href, download: `chat-${roomId}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(href));
}
