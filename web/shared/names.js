// The words for all that the API names by a code, counts or lists.

import { phrase } from "./phrase.js";

/** The most pressing first. @type {Priority[]} */
export const PRIORITIES = ["urgent", "high", "medium", "low"];

/** @type {Record<Priority, string>} */
export const PRIORITY_NAMES = { urgent: "Urgent", high: "High", medium: "Normal", low: "Low" };

/** @type {Record<RoomStatus, string>} */
export const STATUS_NAMES = { waiting: "Waiting", active: "Active", resolved: "Resolved", closed: "Closed" };

/** Tags, out of a field that has them separated by commas. @param {string} text */
export function tagsOf(text) {
  return text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
}

/** Number of an agent's chats, of their capacity. @param {StaffAgent} agent */
export function load({ current_active_chats, max_concurrent_chats }) {
  const values = { current: String(current_active_chats), count: String(max_concurrent_chats) };
  return phrase("{current} of {count} chat|{current} of {count} chats", values);
}
