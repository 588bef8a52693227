// Requests that readers of the API reference send from it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk } from "./browser.js";

const { system, browser } = await openDesk();
browser.expectedFaults.push(/40[01].*\/api\//);

/** The smallest picture. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Opens the form of an operation. @param {import("playwright-core").Page} page @param {string} id */
async function tryIt(page, id) {
  await page.goto(`/api/docs/#${id}`);
  const section = page.locator(`#${id}`);
  await section.getByRole("button", { name: "Try it" }).click();
  return section.getByRole("form");
}

/** Sends a form's request, and reads what was answered. @param {import("playwright-core").Locator} form */
async function send(form) {
  const [response] = await Promise.all([
    form.page().waitForResponse((response) => response.url().includes("/api/") && !response.url().endsWith("/me/?")),
    form.getByRole("button", { name: /^Send/ }).click(),
  ]);
  await form.locator(".result", { hasText: String(response.status()) }).waitFor();
  return { request: response.request(), text: await form.getByRole("group", { name: "Answer" }).innerText() };
}

test("a read is sent with the session that the console has opened", async () => {
  const page = await browser.staff("/console/", "agent");
  const form = await tryIt(page, "get_me");
  await page.getByText("Signed in as Alex Agent (agent)").waitFor();
  const { text } = await send(form);
  assert.equal(JSON.parse(text).user.username, "agent");
  await form.getByText(/^\d+ ms$/).waitFor();
  await form.locator(".headers", { hasText: "X-Request-Id" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a write says that it is really done, repeats the CSRF token, and is done", async () => {
  const page = await browser.staff("/admin/", "admin");
  const form = await tryIt(page, "create_canned_response");
  await form.getByText("This sends a real request").waitFor();
  await form.getByLabel("Body", { exact: true }).fill('{"shortcut": "docs", "content": "Read the reference."}');
  const { request, text } = await send(form);
  const cookies = await page.context().cookies();
  const token = cookies.find(({ name }) => name == "csrftoken")?.value;
  assert.ok(token);
  assert.equal((await request.allHeaders())["x-csrftoken"], token);
  const { results } = await system.asAdmin("GET", "/api/canned-responses/");
  assert.ok(results.some(({ id, shortcut }) => id == JSON.parse(text).id && shortcut == "docs"));
  // A refused request shows the faults of its fields.
  await form.getByLabel("Body", { exact: true }).fill('{"shortcut": "docs"}');
  assert.deepEqual(JSON.parse((await send(form)).text).content, ["This field is required."]);
  assert.deepEqual(browser.faults, []);
});

test("a body that is no JSON is not sent", async () => {
  const page = await browser.window();
  const form = await tryIt(page, "log_in");
  await form.getByLabel("Body as").selectOption("application/json");
  await form.getByLabel("Body", { exact: true }).fill('{"username": ');
  let requests = 0;
  page.on("request", () => {
    requests += 1;
  });
  await form.getByRole("button", { name: /^Send/ }).click();
  await form.getByText("The body isn’t valid JSON.").waitFor();
  assert.equal(requests, 0);
});

test("who isn’t signed in is told so, and asks with a token or as nobody", async () => {
  const page = await browser.window();
  const form = await tryIt(page, "get_me");
  await form.getByText("No one is signed in here.").waitFor();
  assert.equal(await form.getByRole("link", { name: "Sign in" }).getAttribute("href"), "/console/");
  await form.getByLabel("Send as").selectOption("nobody");
  const refused = await send(form);
  assert.equal(JSON.parse(refused.text).code, "not_authenticated");
  await form.locator(".headers", { hasText: "WWW-Authenticate" }).waitFor();
  const { access } = await system.asAdmin("POST", "/api/token/", {
    username: "admin",
    password: system.passwords.admin,
  });
  await form.getByLabel("Send as").selectOption("token");
  await form.getByLabel("Token", { exact: true }).fill(access);
  const { text } = await send(form);
  assert.equal(JSON.parse(text).user.username, "admin");
  // It is for this page only.
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  assert.ok(!kept.includes(access));
  assert.deepEqual(browser.faults, []);
});

test("whoever signs in or out on the page is named at its top", async () => {
  const page = await browser.window();
  const form = await tryIt(page, "log_in");
  await page.getByText("Not signed in.").waitFor();
  const body = { username: "agent", password: system.passwords.agent };
  await form.getByLabel("Body as").selectOption("application/json");
  await form.getByLabel("Body", { exact: true }).fill(JSON.stringify(body));
  await send(form);
  await page.getByText("Signed in as Alex Agent").waitFor();
  const leaving = await tryIt(page, "log_out");
  await send(leaving);
  await page.getByText("Not signed in.").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("whoever has signed in in another tab is known once they are back", async () => {
  const page = await browser.window();
  await page.goto("/api/docs/");
  const [tab] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("banner").getByRole("link", { name: "Sign in" }).click(),
  ]);
  browser.observe(tab);
  await tab.getByLabel("Username or email").fill("agent");
  await tab.getByLabel("Password").fill(system.passwords.agent);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  await tab.close();
  await page.bringToFront();
  // Without a screen, no window takes the focus.
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await page.getByText("Signed in as Alex Agent (agent)").waitFor();
});

test("a file is sent as part of a form", async () => {
  const page = await browser.staff("/console/", "agent");
  const form = await tryIt(page, "update_me");
  await form.getByLabel("Body as").selectOption("multipart/form-data");
  await form.getByLabel("avatar").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: PICTURE });
  // The form begins with an example in each field.
  for (const field of await form.locator(".controls input:not([type=file])").all()) await field.fill("");
  const { text } = await send(form);
  assert.match(JSON.parse(text).avatar, /^http/, text);
  assert.deepEqual(browser.faults, []);
});

test("the JavaScript sample does what it says", async () => {
  const page = await browser.window();
  await page.goto("/api/docs/#create_canned_response");
  const section = page.locator("#create_canned_response");
  await section.getByRole("button", { name: "JavaScript" }).click();
  const sample = await section.getByRole("group", { name: "Code sample" }).innerText();
  const { access } = await system.asAdmin("POST", "/api/token/", {
    username: "admin",
    password: system.passwords.admin,
  });
  const script = `${sample.replace("YOUR_TOKEN", access)}\nexport { answer };`;
  const { answer } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  const { results } = await system.asAdmin("GET", "/api/canned-responses/");
  assert.ok(results.some(({ id }) => id == answer.id));
});
