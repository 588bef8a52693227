// Exports for applications.

export { ApiError } from "./api.js";
export { Chat } from "./chat.js";
export { connect, signIn, startChat } from "./connect.js";
export { Room } from "./room.js";

/** @typedef {import("./chat.js").ChatEvents} ChatEvents */
/** @typedef {import("./connect.js").Options} Options */
/** @typedef {import("./driver.js").Status} Status */
/** @typedef {import("./outbox.js").Outgoing} Outgoing */
/** @typedef {import("./types.js").ChatRoom} ChatRoom */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Tokens} Tokens */
