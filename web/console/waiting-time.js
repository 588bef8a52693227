// Time for which a customer has waited for an answer, and the time from which it is too long.

import { age, duration } from "../shared/format-time.js";

/** Waits from which they are amber, and red, in seconds. */
const AMBER_AFTER = 120;
const RED_AFTER = 300;

/** The colours in words. */
export const WAIT_COLOURS = `Waiting times: green below ${duration(AMBER_AFTER)}, amber below ${duration(RED_AFTER)}, then red.`;

/**
 * Time since which nobody has answered: of a chat that waits for an agent, since it began; of an active one, since the
 * first message without an answer. Null if nobody waits.
 * @param {ChatRoom} room @param {Message[]} messages those that are loaded
 */
export function waitingSince({ status, created_at, last_message }, messages) {
  if (status == "waiting") return created_at;
  if (status != "active") return null;
  const said = messages.length ? messages.filter(({ sender_type }) => sender_type != "system") : [last_message];
  const answered = said.findLastIndex((message) => message?.sender_type != "user");
  return said[answered + 1]?.created_at ?? null;
}

/** Class of a wait, and a sentence about it. @param {string} since */
export function waitOf(since) {
  const seconds = (Date.now() - Date.parse(since)) / 1000;
  const level = seconds >= RED_AFTER ? "bad" : seconds >= AMBER_AFTER ? "warn" : "good";
  const time = age(since) == "now" ? "less than a minute" : age(since);
  return { level, text: `Waiting for an answer for ${time}` };
}
