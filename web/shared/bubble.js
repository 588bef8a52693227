// Rows of a conversation: its messages, those on their way, and where a day begins. Addresses end where
// their reader sees them end; times are written as where the reader lives.

import { el, icon } from "./dom.js";
import { explain } from "./explain.js";
import { saying } from "./sayings.js";

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */
/** @typedef {(message: Message) => import("./dom.js").Child} Part of a message's row */

/** Addresses, ended by white space, quotation marks, brackets and stops of Asian scripts, and invisible characters. */
const ADDRESS =
  /https?:\/\/[^\s<>"“”„«»\p{Cc}\p{Cf}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/giu;
/** Length of a day, in milliseconds. */
const DAY = 86_400_000;
/** Brackets: what the n-th opens, the n-th closes. */
const OPENING = "([{";
const CLOSING = ")]}";

/**
 * @param {Message} message
 * @param {{own?: boolean, name?: string, starts?: boolean, receipt?: "read" | "sent"}} row
 * @param {{t: Translate, language?: string, controls?: Part, edited?: Part, face?: Part}} page
 */
export function bubble(message, { own, name, starts, receipt }, { t, language, controls, edited, face }) {
  const { sender_type, sender_info, content, created_at, is_edited } = message;
  if (sender_type == "system") return el("li", { class: "system" }, saying(content, t));
  return el(
    "li",
    { class: `${own ? "own" : "other"}${starts ? " starts" : ""}` },
    starts && !own && face?.(message),
    el("span", { class: starts && !own ? "sender" : "spoken" }, el("bdi", {}, name ?? sender_info.name)),
    el("div", { class: "bubble" }, content && el("p", { dir: "auto" }, ...linked(content)), attachment(message, t)),
    el(
      "span",
      { class: is_edited ? "meta is-edited" : "meta" },
      own && controls?.(message),
      is_edited && (edited?.(message) ?? t("edited")),
      el("time", { dateTime: created_at }, clock(created_at, language)),
      receipt && tick(t, receipt),
      // Where one isn't seen, its place must not push the time aside.
      !own && controls?.(message),
    ),
  );
}

/** One tick for a sent message, two for a read one. @param {Translate} t @param {"read" | "sent"} receipt */
function tick(t, receipt) {
  const [path, name] =
    receipt == "read" ? ["M18 6 7 17l-5-5M22 10l-7.5 7.5L13 16", t("Seen")] : ["M20 6 9 17l-5-5", t("Sent")];
  return el("span", { class: `receipt ${receipt}`, title: name }, icon(path), el("span", { class: "spoken" }, name));
}

/**
 * A message on its way, or refused.
 * @param {import("../client/outbox.js").Outgoing} outgoing
 * @param {Translate} t
 * @param {{retry: () => void, discard: () => void}} actions
 */
export function outgoingBubble({ content, file, error, isHeld }, t, { retry, discard }) {
  const button = (/** @type {string} */ text, /** @type {() => void} */ onclick) =>
    el("button", { type: "button", onclick }, t(text));
  return el(
    "li",
    { class: error ? "own refused" : "own outgoing" },
    el(
      "div",
      { class: "bubble" },
      content && el("p", { dir: "auto" }, content),
      file && el("p", {}, "📎 ", el("bdi", {}, file.name)),
    ),
    el(
      "span",
      { class: "meta", role: error ? "alert" : null },
      error ? `${t("Couldn’t send:")} ${explain(error, t)}` : t(isHeld ? "Not sent yet" : "Sending…"),
    ),
    // A file may take long, and can be called back meanwhile.
    (error || file || isHeld) &&
      el("span", { class: "meta" }, error && button("Try again", retry), button("Remove", discard)),
  );
}

/** Heading of a day. @param {string} time @param {string} [language] */
export function dayLine(time, language) {
  const words = new Intl.RelativeTimeFormat(localeFor(language), { numeric: "auto" });
  const ago = [0, 1].find((days) => new Date(Date.now() - days * DAY).toDateString() == new Date(time).toDateString());
  return el("li", { class: "day" }, ago == null ? day(time, language) : words.format(-ago, "day"));
}

/** Text with its addresses as links. @param {string} text @returns {(string | HTMLElement)[]} */
function linked(text) {
  return splitLinks(text).map((part, index) => {
    return index % 2 ? el("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, part) : part;
  });
}

/** @param {Message} message @param {Translate} t */
function attachment({ attachment, attachment_info }, t) {
  if (!attachment || !attachment_info) return null;
  const { name, size: bytes, content_type, width, height } = attachment_info;
  const link = { href: attachment, target: "_blank", rel: "noopener", download: name };
  if (!content_type.startsWith("image/"))
    return el("a", { ...link, class: "file" }, "📎 ", el("bdi", {}, name), el("small", {}, ` ${size(bytes)}`));
  const image = el("img", { src: attachment, alt: name, loading: "lazy", width, height });
  return el("a", { ...link, download: null, class: "image", title: t("Open image") }, image);
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Texts and addresses by turns, a text first. @param {string} text @returns {string[]} */
export function splitLinks(text) {
  const parts = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(ADDRESS)) {
    const address = addressIn(run);
    if (!/^\w+:\/\/[\p{L}\p{N}]/u.test(address)) continue;
    parts.push(text.slice(end, index), address);
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}

/** @param {string} run */
function addressIn(run) {
  /** @type {number[]} */
  const open = [];
  let end = 0;
  for (const character of run) {
    if (OPENING.includes(character)) open.push(OPENING.indexOf(character));
    else if (CLOSING.includes(character) && open.pop() != CLOSING.indexOf(character)) break;
    end += character.length;
  }
  return run.slice(0, end).replace(/[.,;:!?'’*…([{]+$/u, "");
}

/** @param {string} [language] */
function localeFor(language = "en") {
  const region = new Intl.Locale(navigator.language).maximize().region;
  return region ? `${language}-${region}` : language;
}

/** The time of day. @param {string} time RFC 3339 @param {string} [language] */
export function clock(time, language) {
  return new Date(time).toLocaleTimeString(localeFor(language), { timeStyle: "short" });
}

/** The day, with the year if it is another. @param {string} time RFC 3339 @param {string} [language] */
export function day(time, language) {
  const date = new Date(time);
  const year = date.getFullYear() == new Date().getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(localeFor(language), { weekday: "long", day: "numeric", month: "long", year });
}
