// Lists of rooms, a page at a time: a page of long messages ends early, and goes on by `next`.

/** Size of a page, in rooms. */
export const PAGE_SIZE = 50;

/**
 * @param {import("../client/api.js").Api} api
 * @param {"waiting_chats" | "my_chats"} path @param {number} count of rooms after which no further page is asked for
 */
export async function loadRooms(api, path, count) {
  let page = await api.get(`/api/chat-rooms/${path}/`, { page_size: PAGE_SIZE });
  /** @type {ChatRoom[]} */
  const rooms = page.chats;
  while (page.pagination.next && rooms.length < count) {
    page = await api.follow(page.pagination.next);
    rooms.push(...page.chats);
  }
  return { rooms, isWhole: !page.pagination.next };
}
