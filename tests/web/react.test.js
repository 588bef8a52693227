// The example in React, built as its author would build it: with the npm package, and a bundler.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";
import { openDesk, stored, until } from "./browser.js";
import { installPackage } from "./packed.js";

const { folder } = installPackage();
const { system, browser } = await openDesk();

const EXAMPLE = fileURLToPath(new URL("../../examples/react/chat.jsx", import.meta.url));
const PAGE = `import { createRoot } from "react-dom/client";
import { StrictMode } from "react";
import { Chat } from ${JSON.stringify(EXAMPLE)};
createRoot(document.body).render(<StrictMode><Chat url=${JSON.stringify(system.url)} /></StrictMode>);`;

const { outputFiles } = await build({
  stdin: { contents: PAGE, loader: "jsx", resolveDir: folder },
  bundle: true,
  write: false,
  jsx: "automatic",
  nodePaths: [`${folder}/node_modules`, fileURLToPath(new URL("node_modules", import.meta.url))],
});

test("a visitor writes and gets an answer, over a cut and a reload", async () => {
  const page = await browser.window();
  const html = "<!doctype html><html lang='en'><title>A shop</title><body><script src='/page.js' defer></script>";
  await page.route("http://shop.example/", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route("http://shop.example/page.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: outputFiles[0].text }),
  );
  await page.goto("http://shop.example/");
  const write = async (/** @type {string} */ label, /** @type {string} */ text) => {
    await page.getByLabel(label).fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  };
  await write("How can we help?", "one");
  await page.getByText("online").waitFor();
  const { results } = await system.asAdmin("GET", "/api/chat-rooms/");
  const { id } = results[0];
  await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content: "two" });
  await page.getByRole("listitem").filter({ hasText: "two" }).waitFor();
  browser.expectedFaults.push(/ERR_|WebSocket/);
  system.cut();
  await page.getByText("connecting").waitFor();
  await write("Message", "three");
  await page.getByText("three (sending)").waitFor();
  await page.reload();
  system.restore();
  const messages = await until(
    () => stored(system, id),
    (messages) => messages.length == 3,
  );
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["one", "two", "three"],
  );
  await page.getByRole("listitem").filter({ hasText: "three" }).waitFor();
  await page.getByText("(sending)").waitFor({ state: "detached" });
  const shown = await page.getByRole("listitem").allInnerTexts();
  assert.deepEqual(shown.flatMap((text) => text.match(/one|two|three/) ?? []).map(String), ["one", "two", "three"]);
  assert.deepEqual(browser.faults, []);
});
