// Ground of the tests of the console: visitors who only use the API, and chats that an agent has.

/** @typedef {import("./system.js").System} System */

/**
 * A visitor without a browser begins a chat.
 * @param {System} system @param {string} name @param {string} [message]
 */
export async function visitorOf(system, name, message = `Hello from ${name}`) {
  const { session_id } = await post(system, "/api/chat/start_chat/", { initial_message: message });
  const { chat_room_id: roomId, token } = await post(system, "/api/chat/complete_chat/", {
    session_id,
    full_name: name,
  });
  const say = (/** @type {string} */ content) =>
    post(system, "/api/chat/send_message/", { chat_room_id: roomId, content }, token);
  return { roomId, name, token, say };
}

/** Several of them, one after the other. @param {System} system @param {string[]} names */
export async function visitorsOf(system, names) {
  const visitors = [];
  for (const name of names) visitors.push(await visitorOf(system, name));
  return visitors;
}

/** An agent is signed in somewhere: the chats of one who isn't return to the queue. @param {System} system @param {string} username */
export function beThere(system, username) {
  return post(system, "/api/auth/login/", { username, password: system.passwords[username] });
}

/** The admin gives a chat to an agent. @param {System} system @param {string} roomId */
export function assign(system, roomId, agentId = 1) {
  return system.asAdmin("POST", `/api/chat-rooms/${roomId}/assign_agent/`, { agent_id: agentId });
}

/** @param {System} system @param {string} path @param {any} body @param {string} [token] */
export async function post(system, path, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Token ${token}` }) };
  const response = await fetch(system.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** @typedef {"queue" | "mine" | "all"} ListName */

/** A room's row in a list of the console. @param {import("playwright-core").Page} page @param {ListName} list @param {string} name */
export function row(page, list, name) {
  return page.locator(`#${list} .room`, { hasText: name });
}

/** A tab of the console's list. @param {import("playwright-core").Page} page @param {ListName} list */
export function tab(page, list) {
  return page.getByRole("tab", { name: { mine: /^Mine/, queue: /^Queue/, all: /^All/ }[list] });
}

/** Shows a list of the console, and opens a room in it. @param {import("playwright-core").Page} page @param {ListName} list @param {string} name */
export async function open(page, list, name) {
  await tab(page, list).click();
  await row(page, list, name).click();
}

/**
 * The visitor's page is open somewhere, until the window is closed.
 * @param {System} system @param {import("playwright-core").Page} window @param {string} token
 */
export async function comeOnline(system, window, token) {
  const { url } = await post(system, "/api/auth/ws-ticket/", undefined, token);
  await window.goto("/");
  await window.evaluate((address) => new Promise((resolve) => (new WebSocket(address).onopen = resolve)), url);
}
