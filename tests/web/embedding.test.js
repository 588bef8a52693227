// The widget on sites of all kinds: it depends on nothing of its host page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CORNER, beginChat, box, bubble, openDesk, openSite, roomOf, until } from "./browser.js";

const { system, browser } = await openDesk();

const hosts = (page) => page.locator(".tribeclub-chat").count();
const call = (page, method) =>
  page.evaluate((method) => /** @type {any} */ (globalThis).tribeclubChat[method](), method);

/** Counts the page's WebSockets that are open. */
async function countSockets(page) {
  const open = new Set();
  page.on("websocket", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  return open;
}

for (const wait of [0, 50, 150, 400]) {
  test(`with the snippet in the head, before a script that blocks for ${wait} ms, there is a bubble on each of three visits`, async () => {
    const page = await browser.window();
    await page.route("**/slow.js", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, wait));
      return route.fulfill({
        contentType: "text/javascript",
        body: `const end = performance.now() + ${wait}; while (performance.now() < end);`,
      });
    });
    for (let visit = 0; visit < 3; visit += 1) {
      await openSite(page, system, `<head>%WIDGET%<script src="/slow.js"></script></head><body><p>A shop</p>`);
      await bubble(page).waitFor();
      assert.equal(await hosts(page), 1);
    }
    assert.deepEqual(browser.faults, []);
  });
}

test("a snippet that is a module finds itself", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body><script type="module" src="${system.url}/widget.js"></script>`);
  await bubble(page).waitFor();
});

test("a page that replaces its body, or its whole content, keeps the bubble, the chat and one WebSocket", async () => {
  const page = await browser.window();
  const sockets = await countSockets(page);
  await openSite(page, system);
  await beginChat(page, "hello", { name: "Replaced Body" });
  await until(
    async () => sockets.size,
    (size) => size == 1,
  );
  const replace = [
    () => document.documentElement.replaceChild(document.createElement("body"), document.body),
    () => document.documentElement.replaceChildren(document.createElement("head"), document.createElement("body")),
    () => document.documentElement.replaceWith(document.createElement("html")),
    () => document.documentElement.append(document.createElement("body")),
  ];
  for (const act of replace) {
    await page.evaluate(`(${act})(), 1`);
    await page.locator(".messages .own", { hasText: "hello" }).waitFor();
    assert.equal(await hosts(page), 1);
  }
  assert.equal(sockets.size, 1);
});

test("however often the snippet runs, also on new bodies, there is one bubble, one client, one WebSocket", async () => {
  const page = await browser.window();
  const sockets = await countSockets(page);
  await openSite(page, system);
  await beginChat(page, "hello", { name: "Six Snippets" });
  const loads = [];
  page.on("response", (response) => response.url().endsWith("/widget.js") && loads.push(response));
  for (let count = 0; count < 5; count += 1) {
    await page.evaluate(
      async ({ src, isNew }) => {
        if (isNew) document.documentElement.replaceChild(document.createElement("body"), document.body);
        const script = Object.assign(document.createElement("script"), { src, async: true });
        document.body.append(script);
        await new Promise((resolve) => (script.onload = resolve));
      },
      { src: `${system.url}/widget.js`, isNew: count % 2 },
    );
  }
  // All that the last of them may have begun is done by the time a message went there and back.
  const { id } = await roomOf(system, "Six Snippets");
  await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content: "an answer" });
  await page.locator(".other .bubble", { hasText: "an answer" }).waitFor();
  assert.equal(await hosts(page), 1);
  assert.equal(await page.locator(".panel").count(), 1);
  assert.equal(sockets.size, 1);
});

test("a page can open, close, toggle and destroy the widget, and begin it anew", async () => {
  const page = await browser.window();
  const sockets = await countSockets(page);
  await openSite(page, system);
  await beginChat(page, "hello", { name: "By Script" });
  await call(page, "close");
  await page.locator(".panel").waitFor({ state: "hidden" });
  await call(page, "toggle");
  await page.locator(".panel").waitFor();
  await call(page, "open");
  await page.locator(".panel").waitFor();
  await call(page, "toggle");
  await page.locator(".panel").waitFor({ state: "hidden" });
  await call(page, "destroy");
  assert.equal(await hosts(page), 0);
  await until(
    async () => sockets.size,
    (size) => size == 0,
  );
  await page.evaluate(
    (src) => void document.body.append(Object.assign(document.createElement("script"), { src })),
    `${system.url}/widget.js`,
  );
  await bubble(page).click();
  await page.locator(".messages .own", { hasText: "hello" }).waitFor();
});

test("a page that asks for the chat at once gets it", async () => {
  const page = await browser.window();
  await openSite(
    page,
    system,
    `<body>%WIDGET%<script>const wait = setInterval(() => window.tribeclubChat && (clearInterval(wait), tribeclubChat.open()), 1)</script>`,
  );
  await page.locator(".panel textarea").waitFor();
});

test("a body that is transformed does not take the bubble out of the window, nor does a page's rule for all elements", async () => {
  const page = await browser.window();
  await openSite(
    page,
    system,
    `<style>body { transform: scale(1); height: 4000px; margin: 0 } div:empty, html > div { display: none !important; position: static !important }</style><body>%WIDGET%`,
  );
  assert.deepEqual(await box(page), CORNER);
  await page.evaluate(() => scrollTo(0, 2_000));
  assert.deepEqual(await box(page), CORNER);
});

test("the widget is not on paper", async () => {
  const page = await browser.window();
  await openSite(page, system);
  await bubble(page).waitFor();
  await page.emulateMedia({ media: "print" });
  await bubble(page).waitFor({ state: "hidden" });
});
