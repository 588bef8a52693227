// Notice above the form: the desk is closed or unattended, and when it opens next.

import { clock, day } from "../shared/bubble.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * Greeting before the first message: while the desk is open, the page's own comes first.
 * @param {Desk} desk @param {string} language @param {string | undefined} own
 */
export function greetingOf({ is_open, texts }, language, own) {
  const { greeting, away } = texts?.[language] ?? {};
  return (is_open == false && away) || own || greeting;
}

/**
 * Sentence that says that the desk is closed, and until when; empty while it is open.
 * @param {Desk} desk @param {(text: string, values?: Record<string, string>) => string} t @param {string} language
 */
export function closedNotice({ is_open, opens_at }, t, language) {
  if (is_open != false) return "";
  if (!opens_at) return t("We’re closed right now.");
  const time = clock(opens_at, language);
  const isToday = new Date(opens_at).toDateString() == new Date().toDateString();
  return isToday
    ? t("We’re closed right now. We’ll be back at {time}.", { time })
    : t("We’re closed right now. We’ll be back on {day} at {time}.", { day: day(opens_at, language), time });
}
