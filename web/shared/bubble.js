// How the rows of a conversation look: its messages, those on their way, and where a day begins.

import { el } from "./dom.js";

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */

/**
 * @param {Message} message
 * @param {{own?: boolean, starts?: boolean, receipt?: "read" | "sent"}} row
 * @param {{t: Translate, language?: string, edit?: (message: Message) => void}} page
 */
export function bubble(message, { own, starts, receipt }, { t, language, edit }) {
  const { sender_type, sender_info, content, created_at, is_edited } = message;
  if (sender_type == "system") return el("li", { class: "system" }, content);
  return el(
    "li",
    { class: own ? "own" : "other" },
    el("span", { class: starts && !own ? "sender" : "spoken" }, sender_info.name),
    el("div", { class: "bubble" }, content && el("p", { dir: "auto" }, ...linked(content)), attachment(message, t)),
    el(
      "span",
      { class: "meta" },
      own && edit && content && el("button", { class: "edit", type: "button", onclick: () => edit(message) }, t("Edit")),
      is_edited && t("edited"),
      el("time", { dateTime: created_at }, clock(created_at, language)),
      receipt && t(receipt == "read" ? "Read" : "Sent"),
    ),
  );
}

/**
 * A message on its way, or refused.
 * @param {import("./outbox.js").Outgoing} outgoing @param {Translate} t @param {() => void} discard
 */
export function outgoingBubble({ content, file, error }, t, discard) {
  return el(
    "li",
    { class: error ? "own refused" : "own outgoing" },
    el("div", { class: "bubble" }, content && el("p", { dir: "auto" }, content), file && el("p", {}, file.name)),
    el("span", { class: "meta", role: error ? "alert" : null }, error ? `${t("Not sent:")} ${error}` : t("Sending …")),
    error && el("span", { class: "meta" }, el("button", { type: "button", onclick: discard }, t("Discard"))),
  );
}

/** Where a day begins. @param {string} time @param {string} [language] */
export function dayLine(time, language) {
  return el("li", { class: "day" }, new Date(time).toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" }));
}

/** Text with its addresses as links. @param {string} text @returns {(string | HTMLElement)[]} */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'])/).map((part, index) => {
    return index % 2 ? el("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, part) : part;
  });
}

/** @param {Message} message @param {Translate} t */
function attachment({ attachment, attachment_info }, t) {
  if (!attachment || !attachment_info) return null;
  const { name, size: bytes, content_type, width, height } = attachment_info;
  const link = { href: attachment, target: "_blank", rel: "noopener", download: name };
  if (!content_type.startsWith("image/")) return el("a", { ...link, class: "file" }, "📎 ", name, el("small", {}, ` ${size(bytes)}`));
  const image = el("img", { src: attachment, alt: name, loading: "lazy" });
  if (width && height) Object.assign(image, { width, height });
  return el("a", { ...link, download: null, class: "image", title: t("Open the picture") }, image);
}

/** @param {string} time RFC 3339 @param {string} [language] */
function clock(time, language) {
  return new Date(time).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
