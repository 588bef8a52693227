// The API reference of any document: here of one that holds each thing which a schema can say.

import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { openDesk } from "./browser.js";
import { DOCUMENT } from "./docs-document.js";

const { system, browser } = await openDesk();

/** @param {string} hash @param {object} [document] @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(hash, document = DOCUMENT, options = {}) {
  const page = await browser.window(options);
  await page.route("**/api/schema/", (route) => route.fulfill({ json: document }));
  await page.goto(`/api/docs/#${hash}`);
  await page.locator("main h1").waitFor();
  return page;
}

/** A field in a list of fields, not one inside of another. */
const field = (page, list, name) => {
  const head = page.locator(":scope > .field-head > .name", { hasText: new RegExp(`^${name}$`) });
  return list.locator("> li", { has: head });
};

test("types, bounds, defaults and choices of fields are said in words", async () => {
  const page = await open("create_order");
  const fields = page.locator("#create_order .part", { hasText: "Request body" }).locator("> .fields").first();
  const texts = async (name) => (await field(page, fields, name).innerText()).replace(/\s+/g, " ");
  assert.equal(await texts("number"), "number integer Required Number. At least 1");
  assert.equal(await texts("state"), "state string Required How far it is. Default open One of open paid");
  assert.match(await texts("lines"), /^lines array of Line Required What is ordered\. 1 to 50 items 2 fields of Line$/);
  assert.match(await texts("parent"), /^parent Order or null Order that this one replaces\./);
  assert.match(await texts("payment"), /^payment Card or Invoice .* 2 fields of Card 2 fields of Invoice$/);
  assert.equal(await texts("labels"), "labels map of string Texts by language.");
  assert.equal(await texts("comment"), "comment string or null Remark. Up to 200 characters");
  const body = page.locator("#create_order .part", { hasText: "Request body" });
  const media = await body.locator("> .media").allInnerTexts();
  assert.deepEqual(media, ["application/json", "Also in multipart/form-data"]);
  assert.match(await body.locator("> .fields").last().innerText(), /^scan\s+file/);
  assert.deepEqual(browser.faults, []);
});

test("what is inside a field opens below it, even where a schema is part of itself", async () => {
  const page = await open("create_order");
  let list = page.locator("#create_order .part", { hasText: "Request body" }).locator("> .fields").first();
  for (let depth = 0; depth < 3; depth += 1) {
    const parent = field(page, list, "parent");
    await parent.locator(":scope > details > summary").click();
    list = parent.locator(":scope > details > .inside-fields > .fields");
    await list.waitFor();
  }
  const payment = field(page, list, "payment");
  await payment.getByText("2 fields of Card").click();
  await payment.getByText("Exactly 4 characters").first().waitFor();
  assert.match(await payment.innerText(), /kind\s+string\s+Required\s+Always card/);
  assert.match(await payment.innerText(), /Exactly 4 characters/);
});

test("examples are the document’s own, or made of the schema", async () => {
  const page = await open("create_order");
  const section = page.locator("#create_order");
  const example = section.getByRole("group", { name: "Example answer: Create order" });
  assert.deepEqual(JSON.parse(await example.innerText()), {
    number: 1,
    state: "open",
    lines: [{ article: "string", count: 1 }],
    parent: null,
    payment: { kind: "card", last_digits: "string" },
    labels: { key: "string" },
    comment: null,
  });
  await section.getByRole("button", { name: "400", exact: true }).click();
  assert.deepEqual(JSON.parse(await example.innerText()), { lines: ["Too many."] });
  await section.getByRole("button", { name: "429", exact: true }).click();
  assert.equal(await example.innerText(), "No body");
  await section.locator(".answer", { hasText: "429" }).locator("summary").click();
  await section.locator(".answer", { hasText: "429" }).getByText("Retry-After").waitFor();
});

test("roles, ways to authenticate and limits stand with an operation, and links in texts lead on", async () => {
  const page = await open("group-orders");
  const facts = (await page.locator("#create_order .facts").innerText()).replace(/\s+/g, " ");
  assert.match(facts, /Who may call Customers ?Admins Authentication token or cookie \+ csrf Limits 5 orders a minute/);
  await page.locator("#group-orders").getByRole("link", { name: "the list" }).click();
  await page.waitForURL("**/#list_orders");
  await page.locator('nav a[href="#list_orders"][aria-current]').waitFor();
});

test("frames of the WebSocket are shown with their fields and examples, and found by the search", async () => {
  const page = await open("send-follow");
  await page.locator("#websocket").getByText("wss://shop.example/ws").waitFor();
  await page.locator("#websocket").getByText("3 connections").waitFor();
  await page.locator("#send-follow").getByText("following").waitFor();
  await page.locator("#send-follow").getByText("One order a second").waitFor();
  await page.locator("#receive-order\\.paid").getByText("Who follows it").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("total");
  await page.locator('nav a[href="#receive-order.paid"]').click();
  await page.waitForURL("**/#receive-order.paid");
  assert.deepEqual(browser.faults, []);
});

test("without frames in the document there is no word of a WebSocket", async () => {
  const page = await open("", { ...DOCUMENT, "x-websocket": undefined });
  assert.equal(await page.locator("#websocket").count(), 0);
  assert.equal(await page.locator("nav").getByText("WebSocket").count(), 0);
});

test("the samples are in the language that was chosen, everywhere and on the next visit", async () => {
  const page = await open("create_order");
  const sample = (/** @type {string} */ id) => page.locator(`#${id}`).getByRole("group", { name: "Code sample" });
  const url = `${system.url}/api/orders/`;
  assert.match(
    await sample("create_order").innerText(),
    /^curl -X POST http.*\n.*-H 'Authorization: Bearer YOUR_TOKEN'/,
  );
  /** @type {[string, string[]][]} */
  const languages = [
    ["JavaScript", ["await fetch(", 'method: "POST"', "JSON.stringify({", '"state": "open"']],
    ["Python", ["requests.post(", "json={", '"state": "open"', "raise_for_status"]],
    ["Rust", ["reqwest::Client::new()", `.post("${url}")`, '.bearer_auth("YOUR_TOKEN")', '"state": "open"']],
  ];
  for (const [language, parts] of languages) {
    await page.locator("#create_order").getByRole("button", { name: language }).click();
    const text = await sample("create_order").innerText();
    for (const part of parts) assert.ok(text.includes(part), `${part} in ${text}`);
  }
  assert.match(await sample("list_orders").innerText(), /\.get\("/);
  await page.reload();
  await page.locator("#create_order").getByRole("button", { name: "Rust", pressed: true }).waitFor();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("#list_orders").getByRole("button", { name: "Copy: Code sample" }).click();
  await page.getByText("Copied.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await sample("list_orders").innerText());
});

test("the sample follows what is filled in", async () => {
  const page = await open("list_orders");
  const section = page.locator("#list_orders");
  await section.getByRole("button", { name: "Try it" }).click();
  await section.getByLabel("state").selectOption("paid");
  await section.getByRole("group", { name: "Code sample" }).getByText("/api/orders/?state=paid").waitFor();
  const order = page.locator("#create_order");
  await order.getByRole("button", { name: "Try it" }).click();
  await order.getByLabel("Body as").selectOption("multipart/form-data");
  await order.getByLabel("scan").setInputFiles({ name: "a b.png", mimeType: "image/png", buffer: Buffer.from("x") });
  await order.getByRole("group", { name: "Code sample" }).getByText("-F 'scan=@a b.png'").waitFor();
  assert.deepEqual(browser.faults, []);
});

for (const [width, height] of [
  [1440, 900],
  [390, 844],
]) {
  test(`axe finds nothing serious at a width of ${width}, in light and dark`, async () => {
    const page = await open("create_order", DOCUMENT, { viewport: { width, height }, reducedMotion: "reduce" });
    await page.locator("#create_order").getByRole("button", { name: "Try it" }).click();
    await page.locator("#create_order .answer summary").last().click();
    // axe finds no part of a section that isn't laid out yet.
    await page.locator(".operation").evaluateAll((all) => {
      for (const section of all) section.style.contentVisibility = "visible";
    });
    await page.evaluate(axe.source);
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
      const serious = violations.filter(({ impact }) => impact == "serious" || impact == "critical");
      assert.deepEqual(
        serious.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary])),
        [],
        colorScheme,
      );
    }
  });
}
