// The words for what the API names by a code.

/** The most pressing first. @type {Priority[]} */
export const PRIORITIES = ["urgent", "high", "medium", "low"];

/** @type {Record<Priority, string>} */
export const PRIORITY_NAMES = { urgent: "Urgent", high: "High", medium: "Normal", low: "Low" };

/** @type {Record<RoomStatus, string>} */
export const STATUS_NAMES = { waiting: "Waiting", active: "Active", resolved: "Resolved", closed: "Closed" };
