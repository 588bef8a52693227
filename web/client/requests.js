// Requests beside a connection, or in its place: loads of rooms, catching up with them, and messages by HTTP.

import { ApiError, ownError } from "./api.js";
import { TIMING } from "./timing.js";

/** @import { Driver } from "./driver.js" */
/** @import { RoomPath } from "./types.js" */
/** @import { Outgoing } from "./outbox.js" */
/** @import { Room } from "./room.js" */

/** Age at which a copy is loaded anew in any case, in milliseconds: addresses of files expire after 45 minutes. */
const REFRESH_INTERVAL = 40 * 60_000;

/** Loads a room anew. @param {Driver} driver @param {Room} room */
export async function load(driver, room) {
  room.loadAt = performance.now() + REFRESH_INTERVAL;
  try {
    driver.state.loaded(room, await driver.api.load(room.id, room.replica?.lastSeq));
  } catch (error) {
    if (driver.isFinal(error, room.id)) return;
    room.loadAt = performance.now() + TIMING.firstDelay * 4;
  }
  driver.changed(room);
}

/** Marks rooms as read, and asks for all. @param {Driver} driver @param {Iterable<string>} read by ids */
export async function poll(driver, read) {
  try {
    for (const chat_room_id of read) await driver.api.post("/api/messages/mark_chat_read/", { chat_room_id });
    await Promise.all([...driver.rooms.values()].map((room) => catchUp(driver, room)));
  } catch {
    if (driver.status == "polling") driver.lost();
  }
}

/** Brings a loaded room up to date. @param {Driver} driver @param {Room} room */
async function catchUp(driver, room) {
  if (!room.replica) return;
  try {
    /** @type {RoomPath} */
    const path = `/api/chat-rooms/${room.id}/`;
    const fields = await driver.api.get(path);
    driver.reached();
    if (fields.last_seq <= room.lastSeq) return;
    driver.state.renew(room, fields, await driver.api.all(`${path}messages/`, { after_seq: room.lastSeq }));
    driver.changed(room);
  } catch (error) {
    if (!driver.isFinal(error, room.id)) throw error;
  }
}

/**
 * Sends a message once. If it didn't go, the outbox knows when to try again, or why not.
 * @param {Driver} driver @param {Outgoing} outgoing
 */
export async function sendByHttp(driver, outgoing) {
  const { api, outbox, state } = driver;
  const { id, roomId: chat_room_id, content, file, after } = outgoing;
  // The connection doesn't send it meanwhile.
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

/** @param {Driver} driver @param {Outgoing} outgoing @param {ApiError} error */
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
