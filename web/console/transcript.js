// The transcript of a chat: to download, or to send by email.

import { askForm } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { toast } from "../shared/toast.js";

/**
 * @param {import("./desk.js").Desk} desk @param {string} roomId
 * @param {() => string} address the customer's, empty if it isn't known
 */
export function transcriptActions({ api }, roomId, address) {
  /** @type {RoomPath} */
  const path = `/api/chat-rooms/${roomId}/`;
  const send = async (/** @type {import("../shared/dialog.js").Values} */ { email }) => {
    const { success, message } = await api.post(`${path}transcript/email/`, { email });
    toast(success ? `The transcript is on its way to ${email}.` : message);
  };
  const ask = () => {
    const value = address();
    const input = { name: "email", label: "Email", type: /** @type {const} */ ("email"), value, required: true };
    return askForm("Email transcript", [input], { submit: "Send", action: send });
  };
  return el(
    "p",
    { class: "transcript" },
    el("a", { href: `${path}transcript/`, download: `${roomId}.txt` }, "Download transcript"),
    el("button", { type: "button", class: "quiet", onclick: ask }, "Email transcript"),
  );
}
