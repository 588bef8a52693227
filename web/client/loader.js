// Loads rooms by HTTP: anew when their copy is too old or too far behind, and what is new where no connection tells.

import { TIMING } from "./connection.js";

/** @import { Driver } from "./driver.js" */
/** @import { Room } from "./room.js" */

/** Age at which a copy is loaded anew in any case, in milliseconds: addresses of files expire after 45 minutes. */
const REFRESH_INTERVAL = 40 * 60_000;

/** @param {Driver} driver @param {Room} room */
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

/** Brings a loaded room up to date. @param {Driver} driver @param {Room} room */
export async function catchUp(driver, room) {
  if (!room.replica) return;
  const path = `/api/chat-rooms/${room.id}/`;
  try {
    const fields = await driver.api.get(path);
    driver.reached();
    if (fields.last_seq <= room.lastSeq) return;
    driver.state.renew(room, fields, await driver.api.all(`${path}messages/`, { after_seq: room.lastSeq }));
    driver.changed(room);
  } catch (error) {
    if (!driver.isFinal(error, room.id)) throw error;
  }
}
