// What this tab stores for staff: drafts, unsaved notes, and messages on their way. Each name has its owner; all of it
// is deleted when the owner signs out, or somebody else signs in.

import { session } from "../client/storage.js";

/** `kind.<user>` or `kind.<user>.<room>`: what a visitor keeps has no number there. */
const OWNED = /^\w+\.(\d+)(?:\.|$)/;

/** @param {number} userId @param {string} roomId */
export const noteDraft = (userId, roomId) => `note.${userId}.${roomId}`;

/**
 * What a user has written in a room and neither sent nor added: a message before a note.
 * @param {number} userId @param {string} roomId
 * @returns {{kind: "Draft" | "Note draft", text: string} | null}
 */
export function draftOf(userId, roomId) {
  const message = session.get(`draft.${userId}.${roomId}`);
  if (message) return { kind: "Draft", text: message };
  const note = session.get(noteDraft(userId, roomId));
  return note ? { kind: "Note draft", text: note } : null;
}

/** @param {(owner: number) => boolean} isMeant */
export function forgetDrafts(isMeant) {
  session.forget((name) => {
    const owner = name.match(OWNED)?.[1];
    return owner != null && isMeant(Number(owner));
  });
}
