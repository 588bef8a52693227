// Looks of the widget, on whatever page: in pixels, in colours that can be read, on screens of all sizes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CORNER, IN_QUEUE, beginChat, box, bubble, contactCard, openDesk, openSite } from "./browser.js";

const { system, browser } = await openDesk();

test("the widget has the same pixels whatever the page's root font size is", async () => {
  /** @type {Record<string, number>[]} */
  const measured = [];
  for (const size of ["100%", "62.5%", "40px"]) {
    const page = await browser.window();
    await openSite(page, system, `<style>html { font-size: ${size} }</style><body>%WIDGET%`);
    assert.deepEqual(await box(page), CORNER);
    await beginChat(page, "hello", { name: `Root ${size}` });
    await page.locator(".status", { hasText: IN_QUEUE }).waitFor();
    measured.push(
      await page.evaluate(() => {
        const root = /** @type {ShadowRoot} */ (document.querySelector(".tribeclub-chat")?.shadowRoot);
        const boxes = [
          "header",
          ".panel",
          ".composer",
          ".composer textarea",
          ".messages .own .bubble",
          ".composer button.primary",
        ].map((selector) => {
          const { width, height } = /** @type {Element} */ (root.querySelector(selector)).getBoundingClientRect();
          return [selector, `${width} × ${height}`];
        });
        return Object.fromEntries(boxes);
      }),
    );
  }
  assert.deepEqual(measured[1], measured[0]);
  assert.deepEqual(measured[2], measured[0]);
});

test("a word without an end makes the composer higher, not wider than the panel", async () => {
  const page = await browser.window();
  await openSite(page, system);
  await beginChat(page, "hello", { name: "Long Word" });
  const field = page.getByRole("textbox", { name: "Message" });
  const before = await field.boundingBox();
  await field.fill(`https://shop.example/${"a".repeat(500)}`);
  const after = await field.boundingBox();
  assert.equal(after?.width, before?.width);
  assert.ok(Number(after?.height) > Number(before?.height));
});

test("a strict policy for styles leaves the widget its own, and it is never seen without them", async () => {
  const page = await browser.window();
  const { host } = new URL(system.url);
  const policy = `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self'; connect-src http://${host} ws://${host}; require-trusted-types-for 'script'`;
  await openSite(page, system, `<body><script nonce="abc" src="${system.url}/widget.js"></script>`, {
    headers: { "Content-Security-Policy": policy },
  });
  assert.deepEqual(await box(page), CORNER);
  await beginChat(page, "hello", { name: "Strict Policy" });
  assert.deepEqual(browser.faults, []);
});

test("a browser that makes no sheets by script has the widget's styles as well", async () => {
  const page = await browser.window();
  await page.addInitScript(() => {
    /** @type {any} */ (globalThis).CSSStyleSheet = class {
      constructor() {
        throw new TypeError("Illegal constructor");
      }
    };
  });
  await openSite(page, system);
  assert.deepEqual(await box(page), CORNER);
});

test("without its styles the widget is not shown, and the script can try again", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/503|bubble\.css/);
  await page.route("**/bubble.css", (route) => route.fulfill({ status: 503, body: "busy" }), { times: 1 });
  const failed = page.waitForEvent("pageerror");
  await openSite(page, system);
  await failed;
  assert.equal(await page.locator(".tribeclub-chat").count(), 0);
  const src = `${system.url}/widget.js`;
  await page.evaluate(
    (src) => void document.body.append(Object.assign(document.createElement("script"), { src })),
    src,
  );
  assert.deepEqual(await box(page), CORNER);
});

test("where the styles come late, nothing is shown before", async () => {
  const page = await browser.window();
  /** @type {() => void} */
  let release = () => {};
  const wait = new Promise((resolve) => (release = () => resolve(null)));
  await page.route("**/bubble.css", async (route) => {
    await wait;
    return route.fallback();
  });
  await openSite(page, system);
  await page.waitForFunction(() => "tribeclubChat" in globalThis);
  assert.equal(await bubble(page).count(), 0);
  release();
  assert.deepEqual(await box(page), CORNER);
});

for (const [color, expected] of [
  ["#ffd400", "rgb(0, 0, 0)"],
  ["navy", "rgb(255, 255, 255)"],
  ["oklch(0.9 0.15 100)", "rgb(0, 0, 0)"],
  ["nonsense", "rgb(255, 255, 255)"],
]) {
  test(`what stands on ${color} can be read`, async () => {
    const page = await browser.window();
    await openSite(page, system, undefined, { attributes: `data-color="${color}"` });
    await bubble(page).waitFor();
    const style = await bubble(page).evaluate((element) =>
      (({ color, backgroundColor }) => ({ color, backgroundColor }))(getComputedStyle(element)),
    );
    assert.equal(style.color, expected);
    if (color == "nonsense") assert.equal(style.backgroundColor, "rgb(59, 79, 216)");
  });
}

test("the widget's theme is the page's, unless the site says otherwise", async () => {
  const page = await browser.window({ colorScheme: "dark" });
  const surface = async (head, attributes) => {
    await openSite(page, system, `${head}<body>%WIDGET%`, { attributes });
    await bubble(page).click();
    return page.locator(".panel").evaluate((element) => getComputedStyle(element).backgroundColor);
  };
  const [light, dark] = ["rgb(255, 255, 255)", "rgb(26, 31, 41)"];
  assert.equal(await surface("", ""), light);
  assert.equal(await surface("<style>:root { color-scheme: light dark }</style>", ""), dark);
  assert.equal(await surface(`<meta name="color-scheme" content="dark">`, ""), dark);
  assert.equal(await surface("", `data-theme="auto"`), dark);
  assert.equal(await surface("", `data-theme="dark"`), dark);
  assert.equal(await surface("<style>:root { color-scheme: dark }</style>", `data-theme="light"`), light);
});

test("a browser that doesn't know light-dark() shows an opaque panel and its text", async () => {
  const page = await browser.window();
  await page.route("**/*.css", async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, body: (await response.text()).replaceAll("light-dark(", "unknown-function(") });
  });
  for (const url of ["/", "/console/"]) {
    await page.goto(url);
    const selector = url == "/" ? ".panel" : "main.sign-in .card";
    if (url == "/") await bubble(page).click();
    const { backgroundColor, color } = await page.locator(selector).evaluate((element) => getComputedStyle(element));
    assert.deepEqual([backgroundColor, color], ["rgb(255, 255, 255)", "rgb(27, 34, 48)"]);
  }
});

test("a widget without a title is named after what it does, whatever the direction of the page", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body dir="rtl">%WIDGET%`);
  await bubble(page).click();
  await page.getByRole("heading", { name: "Chat with us" }).waitFor();
  assert.equal(await page.locator(".panel").evaluate((element) => getComputedStyle(element).direction), "ltr");
});

for (const [width, height] of [
  [844, 390],
  [667, 375],
  [390, 844],
]) {
  test(`on a phone of ${width} × ${height} the panel fills the window, and no field makes it zoom in`, async () => {
    const page = await browser.window({ viewport: { width, height }, hasTouch: true, isMobile: true });
    await page.goto("/");
    await bubble(page).click();
    const sizes = () =>
      page
        .locator(".panel :is(input, textarea):visible")
        .evaluateAll((fields) => fields.map((field) => parseFloat(getComputedStyle(field).fontSize)));
    await page.getByRole("textbox", { name: "Message" }).fill("hello");
    for (const size of await sizes()) assert.ok(size >= 16);
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator(".messages .own").waitFor();
    await contactCard(page).waitFor();
    assert.equal((await sizes()).length, 4);
    for (const size of await sizes()) assert.ok(size >= 16);
    const panel = await page.locator(".panel").boundingBox();
    assert.deepEqual([panel?.width, panel?.height], [width, height]);
    const space = (await page.locator(".scroll").boundingBox())?.height ?? 0;
    assert.ok(space >= height * 0.6, `${space} px for messages`);
  });
}

test("on a phone, the fields of the console's and the admin's sign-in don't make it zoom in either", async () => {
  const page = await browser.window({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  browser.expectedFaults.push(/401/);
  await page.goto("/console/");
  await page.getByLabel("Password").waitFor();
  const sizes = await page
    .locator("input")
    .evaluateAll((fields) => fields.map((field) => parseFloat(getComputedStyle(field).fontSize)));
  assert.deepEqual(
    sizes.filter((size) => size < 16),
    [],
  );
});
