// Sends a message by HTTP: a file, a text that no frame can carry, or any where no connection is.

import { TIMING } from "./connection.js";
import { ApiError, ownError } from "./api.js";

/**
 * Sends it once. If it didn't go, the outbox knows when to try again, or why not.
 * @param {import("./driver.js").Driver} driver @param {import("./outbox.js").Outgoing} outgoing
 */
export async function sendByHttp(driver, outgoing) {
  const { api, outbox, state } = driver;
  const { id, roomId: chat_room_id, content, file, after } = outgoing;
  // Nobody else sends it meanwhile.
  outbox.postpone(id, Infinity);
  try {
    if (file) outgoing.uploadId ??= await api.upload(chat_room_id, file);
    const body = { chat_room_id, content, client_message_id: id, upload_id: outgoing.uploadId, after_seq: after };
    // Meanwhile it may not be wanted any more.
    if (outbox.has(id)) state.stored(await api.post("/api/messages/", body));
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : new ApiError(0, null);
    if (error.isSignedOut) driver.isFinal(error, chat_room_id);
    else await failed(driver, outgoing, error);
  }
  driver.changed(driver.rooms.get(chat_room_id));
}

/**
 * @param {import("./driver.js").Driver} driver @param {import("./outbox.js").Outgoing} outgoing @param {ApiError} error
 */
async function failed({ outbox, isReachable }, { id, file }, error) {
  const now = performance.now();
  if (!error.isTemporary) outbox.refuse(id, error);
  else if (file && !(await isReadable(file))) outbox.refuse(id, ownError("file_changed"));
  // Without a network nothing goes, which is no fault of a message's.
  else if (error.status == 429 || (!error.status && !isReachable)) outbox.postpone(id, now + TIMING.answerTimeout);
  else outbox.fail(id, error, now);
}

/** `true` if a file is unchanged since it was chosen: browsers don't read one that has changed. @param {Blob} file */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
