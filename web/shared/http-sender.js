// Sends a message by HTTP: a file, a text that no frame can carry, or any where no connection is.

import { TIMING } from "./connection.js";
import { ApiError, explain } from "./errors.js";

/**
 * Sends it once. What comes of it but the message itself, the outbox knows: when to try again, or why not.
 * @param {import("./api.js").Api} api
 * @param {import("./outbox.js").Outbox} outbox
 * @param {import("./outbox.js").Outgoing} outgoing
 * @param {() => boolean} isReachable whether the server is: without a network nothing goes, which is no fault of a
 * message's
 * @returns {Promise<Message | undefined>}
 * @throws {ApiError} when whoever sends is signed out
 */
export async function sendByHttp(api, outbox, outgoing, isReachable) {
  const { id, roomId: chat_room_id, content, file, after } = outgoing;
  // Nobody else sends it meanwhile.
  outbox.postpone(id, Infinity);
  try {
    if (file) outgoing.uploadId ??= await api.upload(chat_room_id, file);
    // Meanwhile it may not be wanted any more.
    if (!outbox.has(id)) return undefined;
    const body = { chat_room_id, content, client_message_id: id, upload_id: outgoing.uploadId, after_seq: after };
    return await api.post("/api/messages/", body);
  } catch (error) {
    const now = performance.now();
    const { isSignedOut = false, isTemporary = true, status = -1 } = error instanceof ApiError ? error : {};
    if (isSignedOut) throw error;
    if (!isTemporary) outbox.refuse(id, explain(error));
    else if (file && !(await isReadable(file))) outbox.refuse(id, "The file has changed. Please attach it again.");
    else if (status == 429 || (!status && !isReachable())) outbox.postpone(id, now + TIMING.answerTimeout);
    else outbox.fail(id, explain(error), now);
    return undefined;
  }
}

/** `true` if a file is unchanged since it was chosen: browsers don't read one that has changed. @param {File} file */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
