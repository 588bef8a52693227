// Push notifications of the console, turned on in its popover, and of the chat's own page, in its menu: sent by the system,
// shown by the service worker.
//
// A browser without windows reaches no push service, and shows no notifications or badges. So `pushManager.subscribe` is
// replaced by one whose push service is this test: it decrypts what the system posts there (RFC 8291, by Node's own
// cryptography) and hands it to the browser as a push service would. What the service worker has shown is recorded, and
// its click is an event of the test's. The worker, its registration, the push event and its windows are the browser's own.

import assert from "node:assert/strict";
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { beginChat, openDesk, roomOf, say, until } from "./browser.js";

const { system, browser } = await openDesk(["--webhook-private-addresses"]);

/** A browser's push service, with the keys of its one subscription. */
class PushService {
  #keys = createECDH("prime256v1");
  #auth = randomBytes(16);
  #server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    this.pushed.push(this.#decrypt(Buffer.concat(chunks)));
    response.writeHead(201).end();
  });
  /** What the system has pushed. @type {any[]} */
  pushed = [];

  async listen() {
    this.#keys.generateKeys();
    this.#server.listen(0, "localhost");
    await once(this.#server, "listening");
    after(() => this.#server.close());
  }

  get subscription() {
    const keys = { p256dh: this.#keys.getPublicKey("base64url"), auth: this.#auth.toString("base64url") };
    return { endpoint: `http://localhost:${this.#server.address().port}/browser`, keys };
  }

  /** @param {Buffer} body */
  #decrypt(body) {
    const [salt, sender] = [body.subarray(0, 16), body.subarray(21, 21 + body[20])];
    const shared = this.#keys.computeSecret(sender);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.#keys.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync("sha256", shared, this.#auth, info, 32));
    const derived = (name, length) =>
      Buffer.from(hkdfSync("sha256", secret, salt, `Content-Encoding: ${name}\0`, length));
    const decipher = createDecipheriv("aes-128-gcm", derived("aes128gcm", 16), derived("nonce", 12));
    const record = body.subarray(21 + body[20]);
    decipher.setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString());
  }
}

/**
 * Makes the page's browser subscribe at a push service of this test. The permission is there, but the browser without
 * windows says otherwise until it is asked for.
 */
function replacePushManager(subscription) {
  let subscribed = null;
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  PushManager.prototype.getSubscription = async () => subscribed;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    subscribed = {
      options: { applicationServerKey: applicationServerKey.buffer },
      toJSON: () => subscription,
      unsubscribe: async () => {
        subscribed = null;
        return true;
      },
    };
    return subscribed;
  };
}

/** An agent in the console of a browser with such a push service. */
async function agentWith(pushService, permissions = ["notifications"]) {
  const page = await browser.staff("/console/", "agent", { permissions });
  await page.addInitScript(replacePushManager, pushService.subscription);
  await page.reload();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return page;
}

async function openPopover(page) {
  await page.getByRole("button", { name: /^Notifications/ }).click();
}

/** Hands a message to the page's service worker, as its push service would. */
async function deliver(page, message, scope = "/console/") {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith(scope));
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const data = JSON.stringify(message);
  const { origin } = new URL(page.url());
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
}

/** The page's service worker. What it shows is recorded: `shown` has notifications by their tags, `badge` the app's. */
async function workerOf(page) {
  const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent("serviceworker"));
  await worker.evaluate(() => {
    self.shown = new Map();
    self.registration.showNotification = async (title, options) => {
      self.shown.set(options.tag, { title, ...options, close: () => self.shown.delete(options.tag) });
    };
    self.registration.getNotifications = async () => [...self.shown.values()];
    navigator.setAppBadge = async (count) => {
      self.badge = count;
    };
  });
  return worker;
}

const shown = (worker) =>
  worker.evaluate(() =>
    [...self.shown.values()].map(({ title, body, tag, renotify }) => ({ title, body, tag, renotify })),
  );

/** Clicks at the notification with this tag. The event is the test's, so the browser lets it open no window. */
function click(worker, tag) {
  return worker.evaluate((tag) => {
    const event = new Event("notificationclick");
    const waitUntil = (work) => work.catch(() => {});
    self.dispatchEvent(Object.assign(event, { notification: self.shown.get(tag), waitUntil }));
  }, tag);
}

test("an agent whose console is closed is pushed a new chat, and led to it", async () => {
  const pushService = new PushService();
  await pushService.listen();
  const page = await agentWith(pushService);
  await openPopover(page);
  await page.getByRole("button", { name: "Turn on push notifications" }).click();
  await page.getByText("On for this device").waitFor();
  // Without the console, and until the system knows that nobody is there.
  await page.close();
  await until(
    () => system.asAdmin("GET", "/api/agents/"),
    ({ results }) => results.every(({ is_online }) => !is_online),
  );
  const visitor = await browser.visitor();
  await beginChat(visitor, "Is anybody there?");
  const room = await roomOf(system, "Vera Visitor");
  const [told] = await until(
    async () => pushService.pushed,
    (pushed) => pushed.length > 0,
  );
  // The visitor's name may come after it.
  assert.match(told.message, /^(Vera Visitor|Visitor \d+) is waiting: Is anybody there\?$/);
  assert.deepEqual(told, {
    notification_type: "new_chat",
    title: "New chat",
    message: told.message,
    chat_room_id: room.id,
    url: `/console/#${room.id}`,
  });

  // A window of its own, since a worker that was stopped and started again would forget what is recorded.
  const console = await browser.staff("/console/", "agent");
  const worker = await workerOf(console);
  await deliver(console, told);
  const [notification] = await until(
    () => shown(worker),
    (notifications) => notifications.length > 0,
  );
  assert.deepEqual(notification, { title: told.title, body: told.message, tag: room.id, renotify: true });
  // Another one about the room takes its place, without a sound.
  await deliver(console, { ...told, notification_type: "new_message", title: "New message", message: "Hello?" });
  const [later] = await until(
    () => shown(worker),
    (notifications) => notifications[0].body == "Hello?",
  );
  assert.deepEqual([later.tag, later.renotify], [room.id, false]);
  assert.equal(await worker.evaluate(() => self.badge), 1);
  await click(worker, room.id);
  await console.waitForURL((url) => url.hash == `#${room.id}`);
  await console.getByText("Is anybody there?").first().waitFor();
  assert.deepEqual(await shown(worker), []);
  assert.equal(await worker.evaluate(() => self.badge), 0);
});

test("a notification that is clicked while the console asks to sign in opens its chat afterwards", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "Can you sign in, please?", { name: "Vera Patient" });
  const room = await roomOf(system, "Vera Patient");
  const page = await browser.staff("/console/", "agent");
  const worker = await workerOf(page);
  // What the console still asks for while the session ends is refused.
  browser.expectedFaults.push(/401/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Password").waitFor();
  await deliver(page, { notification_type: "new_chat", title: "New chat", message: "", chat_room_id: room.id });
  await until(
    () => shown(worker),
    (notifications) => notifications.length > 0,
  );
  await click(worker, room.id);
  await page.waitForURL((url) => url.hash == `#${room.id}`);
  await page.getByLabel("Username or email").fill("agent");
  await page.getByLabel("Password").fill(system.passwords.agent);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Can you sign in, please?").first().waitFor();
  await page.context().close();
});

test("push notifications are turned off again, and then nobody has the subscription", async () => {
  const pushService = new PushService();
  await pushService.listen();
  const page = await agentWith(pushService);
  await openPopover(page);
  const subscribed = page.waitForResponse((response) => response.url().endsWith("/api/push-subscriptions/"));
  await page.getByRole("button", { name: "Turn on push notifications" }).click();
  const { id } = await (await subscribed).json();
  const removed = page.waitForResponse((response) => response.url().endsWith(`/api/push-subscriptions/${id}/`));
  await page.getByRole("button", { name: "Turn off push notifications" }).click();
  assert.equal((await removed).status(), 204);
  await page.getByText("Get notified on this device").waitFor();
});

test("what a browser doesn't allow or can't do is said, and there is nothing to turn on", async () => {
  const blocked = await browser.staff("/console/", "agent", { permissions: [] });
  await blocked.addInitScript(() => {
    Object.defineProperty(Notification, "permission", { get: () => "denied" });
  });
  await blocked.reload();
  await openPopover(blocked);
  await blocked.getByText("Notifications are blocked.").waitFor();
  assert.equal(await blocked.getByRole("button", { name: "Turn on push notifications" }).count(), 0);

  const unable = await browser.staff("/console/", "agent");
  await unable.addInitScript(() => delete window.PushManager);
  await unable.reload();
  await openPopover(unable);
  await unable.getByText("This browser doesn’t support push notifications.").waitFor();
  assert.equal(await unable.getByRole("button", { name: "Turn on push notifications" }).count(), 0);
});

test("a visitor on the chat's own page asks for it, and an answer that comes later leads back there", async () => {
  const pushService = new PushService();
  await pushService.listen();
  const page = await browser.window({ permissions: ["notifications"] });
  await page.addInitScript(replacePushManager, pushService.subscription);
  await page.goto("/chat/");
  await page.locator(".panel textarea").waitFor();
  await say(page, "Will you tell me?");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("button", { name: "Notify me of answers" }).click();
  await page.getByText("We’ll notify you of answers on this device.").waitFor();
  const { results } = await system.asAdmin("GET", "/api/chat-rooms/?status=waiting");
  const room = results.find(({ initial_message }) => initial_message == "Will you tell me?");
  const worker = await workerOf(page);
  await page.goto("about:blank");
  await until(
    () => system.asAdmin("GET", `/api/chat-rooms/${room.id}/`),
    ({ chat_user }) => !chat_user.is_online,
  );
  await system.asAdmin("POST", `/api/chat-rooms/${room.id}/send_message/`, { content: "Yes, we will." });
  const [told] = await until(
    async () => pushService.pushed,
    (pushed) => pushed.length > 0,
  );
  assert.deepEqual([told.notification_type, told.chat_room_id], ["new_message", room.id]);
  assert.match(told.message, /Yes, we will\./);
  await page.goto("/chat/");
  await page.locator(".messages .other", { hasText: "Yes, we will." }).waitFor();
  const opened = await worker.evaluate(async (told) => {
    let address = "";
    self.clients.openWindow = async (url) => {
      address = url;
    };
    self.clients.matchAll = async () => [];
    const event = new Event("notificationclick");
    const waited = [];
    const notification = { data: told, close() {} };
    self.dispatchEvent(Object.assign(event, { notification, waitUntil: (work) => waited.push(work) }));
    await Promise.all(waited);
    return new URL(address).pathname;
  }, told);
  assert.equal(opened, "/chat/");
  await page.context().close();
});

test("the console can be installed", async () => {
  const page = await browser.staff("/console/", "agent");
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(JSON.parse(data).start_url, "/console/");
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  assert.deepEqual(
    installabilityErrors.map(({ errorId }) => errorId).filter((id) => id != "in-incognito"),
    [],
  );
});

test("no page has a fault", () => assert.deepEqual(browser.faults, []));
