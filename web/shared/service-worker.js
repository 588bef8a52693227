// The service worker of the console and of the chat's own page: it shows what web push brings, and leads from there to the
// room. Nothing is cached here, so that whoever opens the page has its current version.

/**
 * What a push is about, as `WebPushView` of the server has it.
 * @typedef {{notification_type: string, title: string, message: string, chat_room_id: string, url: string | null}} Told
 */
/** @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} WorkEvent */
/** @typedef {WorkEvent & {data: {json: () => Told} | null}} PushedEvent */
/** @typedef {WorkEvent & {notification: Notification & {data: Told}}} ClickEvent */
/** @typedef {{url: string, focus: () => Promise<unknown>, postMessage: (message: unknown) => void}} ConsoleWindow */
/**
 * @typedef {object} WorkerScope what of `ServiceWorkerGlobalScope` is used here
 * @property {ServiceWorkerRegistration} registration
 * @property {() => Promise<void>} skipWaiting
 * @property {{claim: () => Promise<void>, matchAll: (options: object) => Promise<ConsoleWindow[]>,
 *   openWindow: (url: string) => Promise<unknown>}} clients
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 * @property {Navigator} navigator
 */

const worker = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {WorkEvent} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("push", (/** @type {PushedEvent} */ event) => {
  if (event.data) event.waitUntil(showRoom(event.data.json()));
});
worker.addEventListener("notificationclick", (/** @type {ClickEvent} */ event) => {
  event.notification.close();
  event.waitUntil(Promise.all([openRoom(event.notification.data), countBadge()]));
});
worker.addEventListener("notificationclose", (/** @type {WorkEvent} */ event) => event.waitUntil(countBadge()));

/** Shows it in the place of the one about the same room. Only another message replaces it silently. @param {Told} told */
async function showRoom(told) {
  /** @type {NotificationOptions & {renotify: boolean}} */
  const options = {
    body: told.message,
    tag: told.chat_room_id,
    renotify: told.notification_type != "new_message",
    icon: "%ASSETS%/console/icons/icon-192.png",
    badge: "%ASSETS%/console/icons/badge-96.png",
    data: told,
  };
  await worker.registration.showNotification(told.title, options);
  await countBadge();
}

/** Opens the room in this worker's page, in a window that is there already if possible. @param {Told} told */
async function openRoom({ chat_room_id, url }) {
  const page = worker.registration.scope;
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((window) => new URL(window.url).pathname.replace(/\/?$/, "/") == new URL(page).pathname);
  const address = new URL(url ?? "", page).href;
  if (!there) return worker.clients.openWindow(address.startsWith(page) ? address : page);
  there.postMessage({ chat_room_id });
  return there.focus();
}

/** The app's badge counts the rooms that something is shown of, until its page is open and counts itself. */
async function countBadge() {
  const shown = await worker.registration.getNotifications();
  await worker.navigator.setAppBadge?.(shown.length).catch(() => {});
}
