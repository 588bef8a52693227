// The desk's greeting, which stands before the first message, and when an answer can be expected.

import { clock, day } from "../shared/bubble.js";
import { el } from "../shared/dom.js";
import { face } from "./face.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Widest logo that is recognised in a circle, by width and height. */
const FACE_RATIO = 1.5;

/**
 * Makes the greeting, as the desk is now.
 * @param {import("./panel.js").Options} options
 * @returns {import("../shared/dom.js").Child[]}
 */
export function greeting({ base, desk, t, language, settings, storage }) {
  const name = settings.title ?? "";
  const { logo } = desk;
  const isFace = logo && logo.width <= FACE_RATIO * logo.height;
  const notice = noticeOf(desk, t, language);
  const said = storage.visit ? "" : storage.greeting?.text;
  const text = said || greetingOf(desk, language, settings.greeting) || t("Hi! How can we help?");
  return [
    face(name, isFace ? base + logo.url : null),
    el(
      "div",
      { class: "other" },
      name && el("span", { class: "sender" }, el("bdi", {}, name)),
      el("p", { class: "greeting bubble", dir: "auto" }, text),
      notice && el("p", { class: "notice" }, notice),
    ),
  ];
}

/**
 * Greeting before the first message: while the desk is open, the page's own comes first.
 * @param {Desk} desk @param {string} language @param {string | undefined} own
 */
function greetingOf({ is_open, texts }, language, own) {
  const { greeting, away } = texts?.[language] ?? {};
  return (is_open == false && away) || own || greeting;
}

/**
 * Sentence that says when an answer can be expected; empty where nothing is known of that.
 * @param {Desk} desk @param {import("../shared/phrase.js").Translate} t @param {string} language
 */
function noticeOf({ is_open, is_online, opens_at, expected_wait }, t, language) {
  if (is_open != false) {
    if (is_online == false) return t("No one is available right now. Leave a message, and we’ll get back to you.");
    if (!expected_wait) return "";
    const count = String(Math.ceil(expected_wait.to / 60));
    return t("We usually answer within {count} minute.|We usually answer within {count} minutes.", { count });
  }
  if (!opens_at) return t("We’re closed right now.");
  const time = clock(opens_at, language);
  const isToday = new Date(opens_at).toDateString() == new Date().toDateString();
  return isToday
    ? t("We’re closed right now. We’ll be back at {time}.", { time })
    : t("We’re closed right now. We’ll be back on {day} at {time}.", { day: day(opens_at, language), time });
}
