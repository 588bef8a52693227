// Greetings: an admin's rules, said by the widget and counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isMet } from "../../web/widget/greetings.js";
import { openDesk, say, until } from "./browser.js";

const RULE = {
  id: 1,
  text: "Hello",
  language: "",
  page: "",
  referrer: "",
  visitors: /** @type {const} */ ("all"),
  only_when: /** @type {const} */ ("always"),
  after_seconds: 0,
  scroll_percent: 0,
  on_exit: false,
};
const SCENE = {
  url: "https://shop.example/pricing/?plan=team",
  referrer: "https://search.example/?q=lamps",
  language: "es",
  isReturning: false,
  seconds: 10,
  percent: 40,
  hasLeft: false,
};

const { system, browser } = await openDesk();

const preview = (page) => page.locator(".preview");

/** A greeting that an admin makes, once widgets get it: the system may know of it some seconds later. */
async function greet(values) {
  const greeting = await system.asAdmin("POST", "/api/greetings/", values);
  await until(
    () => fetch(`${system.url}/api/chat/availability/`).then((answer) => answer.json()),
    ({ greetings }) => greetings.some(({ id }) => id == greeting.id),
  );
  return greeting;
}

const countsOf = async ({ id }) => {
  const { shown, opened, chats } = await system.asAdmin("GET", `/api/greetings/${id}/`);
  return [shown, opened, chats];
};

for (const [rule, scene, expected] of /** @type {[Partial<typeof RULE>, Partial<typeof SCENE>, boolean][]} */ ([
  [{}, {}, true],
  [{ language: "es" }, {}, true],
  [{ language: "en" }, {}, false],
  [{ page: "/pricing" }, {}, true],
  [{ page: "/pricing/" }, {}, true],
  [{ page: "/pric" }, {}, false],
  [{ page: "/pric*" }, {}, true],
  [{ page: "*plan=team" }, {}, true],
  [{ page: "https://shop.example/*" }, {}, true],
  [{ page: "https://other.example/*" }, {}, false],
  [{ page: "/a.c" }, { url: "https://shop.example/abc" }, false],
  [{ page: "/" }, { url: "https://shop.example/" }, true],
  [{ page: "/shop/*" }, { url: "https://shop.example/shop/lamps/7" }, true],
  [{ referrer: "search.example" }, {}, true],
  [{ referrer: "news.example" }, {}, false],
  [{ visitors: "new" }, {}, true],
  [{ visitors: "returning" }, {}, false],
  [{ visitors: "returning" }, { isReturning: true }, true],
  [{ visitors: "new" }, { isReturning: true }, false],
  [{ after_seconds: 10 }, {}, true],
  [{ after_seconds: 11 }, {}, false],
  [{ scroll_percent: 40 }, {}, true],
  [{ scroll_percent: 41 }, {}, false],
  [{ on_exit: true }, {}, false],
  [{ on_exit: true }, { hasLeft: true }, true],
])) {
  test(`${JSON.stringify(rule)} is ${expected ? "" : "not "}met in ${JSON.stringify(scene)}`, () => {
    const greeting = /** @type {any} */ ({ ...RULE, ...rule });
    assert.equal(isMet(greeting, { ...SCENE, ...scene }), expected);
  });
}

test("a greeting is said once, opens the chat with its words, and is counted up to the chat it led to", async () => {
  const greeting = await greet({ text: "Questions about our prices?" });
  const page = await browser.window();
  await page.goto("/");
  await preview(page).getByText("Questions about our prices?").click();
  await page.locator(".greeting", { hasText: "Questions about our prices?" }).waitFor();
  await say(page, "What do you charge?");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await until(
    () => countsOf(greeting),
    (counts) => counts.join() == "1,1,1",
  );
  // Somebody with a chat is greeted no more.
  await page.goto("/");
  await page.locator(".messages .own", { hasText: "What do you charge?" }).waitFor();
  assert.equal(await preview(page).isVisible(), false);
  await system.asAdmin("DELETE", `/api/greetings/${greeting.id}/`);
});

test("who dismisses a greeting is left in peace on the next pages", async () => {
  const greeting = await greet({ text: "May we help?" });
  const page = await browser.window();
  await page.goto("/");
  await preview(page).getByRole("button", { name: "Dismiss" }).click();
  await preview(page).waitFor({ state: "hidden" });
  const second = await greet({ text: "Are you sure?" });
  // What is routed doesn't come from the browser's cache.
  await page.route("**/api/chat/availability/", (route) => route.continue());
  await page.goto("/?fresh");
  await page.waitForLoadState("networkidle");
  assert.equal(await preview(page).isVisible(), false);
  assert.deepEqual(await countsOf(greeting), [1, 0, 0]);
  for (const { id } of [greeting, second]) await system.asAdmin("DELETE", `/api/greetings/${id}/`);
});

test("no page has a fault", () => assert.deepEqual(browser.faults, []));
