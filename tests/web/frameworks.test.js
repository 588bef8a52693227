// The widget on pages that change without a load: by React, Turbo, htmx, and by view transitions as Astro makes them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";
import { bubble, openDesk, say, until } from "./browser.js";

const { system, browser } = await openDesk();

const SNIPPET = `<script src="${system.url}/widget.js" data-inline="#support" async></script>`;
const library = (path) => readFile(fileURLToPath(new URL(`node_modules/${path}`, import.meta.url)), "utf8");
const panel = (page) => page.locator(".panel");
const composer = (page) => page.getByRole("textbox", { name: "Message" });

/** A site of two pages that link to each other, the second with an element for the chat, and its scripts. */
async function openShop(head, { body = "", scripts = {} } = {}) {
  const page = await browser.window();
  const sockets = new Set();
  page.on("websocket", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const html = (content) =>
    `<!doctype html><html lang="en"><head><title>A shop</title>${head}</head><body ${body}>${content}${SNIPPET}</body></html>`;
  const pages = {
    "/": html(`<h1>Lamps</h1><a href="/support">Support</a>`),
    "/support": html(`<h1>Support</h1><a href="/">Lamps</a><div id="support" style="height:500px"></div>`),
  };
  await page.route("http://shop.example/**", (route) => {
    const { pathname } = new URL(route.request().url());
    const script = scripts[pathname];
    if (script) return route.fulfill({ contentType: "text/javascript", body: script });
    return route.fulfill({ contentType: "text/html", body: pages[pathname] });
  });
  await page.goto("http://shop.example/");
  return { page, sockets };
}

/** Goes from page to page and back, in the middle of a chat. */
async function visit({ page, sockets }) {
  let loads = 0;
  page.on("load", () => (loads += 1));
  await page.evaluate(() => {
    const counted = /** @type {any} */ (globalThis);
    counted.unread = [];
    window.tribeclubChat ||= [];
    window.tribeclubChat.push((chat) => chat.on("unread", (count) => counted.unread.push(count)));
  });
  await bubble(page).click();
  await say(page, "a question");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await composer(page).fill("a draft");
  for (let round = 0; round < 2; round += 1) {
    await page.getByRole("link", { name: "Support" }).click();
    await page.getByRole("heading", { name: "Support" }).waitFor();
    await page.locator("#support .tribeclub-chat .messages .own", { hasText: "a question" }).waitFor();
    assert.equal(await bubble(page).isVisible(), false);
    await page.getByRole("link", { name: "Lamps" }).click();
    await page.getByRole("heading", { name: "Lamps" }).waitFor();
    await page.locator("html > .tribeclub-chat .messages .own", { hasText: "a question" }).waitFor();
    assert.equal(await composer(page).inputValue(), "a draft");
    assert.equal(await page.locator(".tribeclub-chat").count(), 1);
    assert.equal(await panel(page).count(), 1);
  }
  await page.getByRole("button", { name: "Minimize chat" }).click();
  const { results } = await system.asAdmin("GET", "/api/chat-rooms/");
  await system.asAdmin("POST", `/api/chat-rooms/${results[0].id}/send_message/`, { content: "an answer" });
  await until(
    () => page.evaluate(() => /** @type {any} */ (globalThis).unread),
    (unread) => unread.includes(1),
  );
  assert.deepEqual([sockets.size, loads], [1, 0]);
  assert.deepEqual(browser.faults, []);
}

test("on a site with Turbo, one chat goes from page to page", async () => {
  const turbo = await library("@hotwired/turbo/dist/turbo.es2017-umd.js");
  await visit(await openShop(`<script src="/turbo.js"></script>`, { scripts: { "/turbo.js": turbo } }));
});

test("on a site with htmx, one chat goes from page to page", async () => {
  const htmx = await library("htmx.org/dist/htmx.js");
  const options = { body: `hx-boost:inherited="true"`, scripts: { "/htmx.js": htmx } };
  await visit(await openShop(`<script src="/htmx.js"></script>`, options));
});

test("on a site with view transitions, as Astro makes them, one chat goes from page to page", async () => {
  // Its router replaces attributes of the root, what the head has, and the body, within a transition.
  const router = `addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const next = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    for (const script of next.body.querySelectorAll("script")) script.remove();
    document.startViewTransition(() => {
      history.pushState(null, "", link.href);
      const root = document.documentElement;
      for (const { name } of [...root.attributes]) root.removeAttribute(name);
      for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value);
      document.head.replaceChildren(...next.head.children);
      document.body.replaceWith(next.body);
    });
  });`;
  await visit(await openShop(`<script src="/router.js"></script>`, { scripts: { "/router.js": router } }));
});

test("in React, a component has the chat, its events and a launcher of its own", async () => {
  const source = `import { StrictMode, useEffect, useState } from "react";
    import { createRoot } from "react-dom/client";
    function Unread() {
      const [count, setCount] = useState(0);
      useEffect(() => {
        let stop;
        (window.tribeclubChat ||= []).push((chat) => (stop = chat.on("unread", setCount)));
        return () => stop?.();
      }, []);
      return <button data-tribeclub-open>Help ({count})</button>;
    }
    function App() {
      const [page, setPage] = useState("Lamps");
      const other = page == "Lamps" ? "Support" : "Lamps";
      return <>
        <h1>{page}</h1>
        <button onClick={() => setPage(other)}>{other}</button>
        {page == "Support" ? <div id="support" style={{ height: 500 }} /> : <Unread />}
      </>;
    }
    createRoot(document.querySelector("main")).render(<StrictMode><App /></StrictMode>);`;
  const { outputFiles } = await build({
    stdin: { contents: source, loader: "jsx", resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    write: false,
    jsx: "automatic",
  });
  const page = await browser.window();
  const html = `<!doctype html><html lang="en"><title>A shop</title><body><main></main><script src="/app.js"></script>${SNIPPET}`;
  await page.route("http://shop.example/", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route("http://shop.example/app.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: outputFiles[0].text }),
  );
  await page.goto("http://shop.example/");
  await bubble(page).waitFor();
  await page.getByRole("button", { name: "Help (0)" }).click();
  await panel(page).waitFor();
  await say(page, "from React");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await page.getByRole("button", { name: "Support" }).click();
  await page.locator("#support .messages .own", { hasText: "from React" }).waitFor();
  await page.getByRole("button", { name: "Lamps" }).click();
  await page.getByRole("button", { name: "Minimize chat" }).click();
  const { results } = await system.asAdmin("GET", "/api/chat-rooms/");
  await system.asAdmin("POST", `/api/chat-rooms/${results[0].id}/send_message/`, { content: "an answer" });
  await page.getByRole("button", { name: "Help (1)" }).click();
  await page.locator(".messages .other", { hasText: "an answer" }).waitFor();
  await page.getByRole("button", { name: "Help (0)" }).waitFor();
  assert.deepEqual(browser.faults, []);
});
