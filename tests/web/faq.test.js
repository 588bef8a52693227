// The FAQ: written in the admin page, found in the widget, before the first message and while a visitor waits.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, openChat, openDesk, until } from "./browser.js";

const { system, browser } = await openDesk();

const faq = (page) => page.getByRole("region", { name: "Common questions" });

const articles = [];
for (const [question, answer, language] of [
  ["How do I return an order?", "Within **30** days, with [our label](https://shop.example/label).", "en"],
  ["Where is my parcel?", "Look for it under *Orders*.", "en"],
  ["Do you deliver abroad?", "- Yes\n- Everywhere", "en"],
  ["Is there a guarantee?", "Two years.", "en"],
  ["How do I pay?", "As you like: café, cash, card.", "en"],
  ["¿Cómo devuelvo un pedido?", "En **30** días.", "es"],
])
  articles.push(await system.asAdmin("POST", "/api/faq/", { question, answer, language }));

await until(
  () => fetch(`${system.url}/api/chat/availability/`).then((answer) => answer.json()),
  ({ has_faq }) => has_faq,
);

test("a visitor opens an answer before writing, and says that it has helped", async () => {
  const page = await browser.window();
  await page.goto("/");
  await openChat(page);
  const question = faq(page).getByText("How do I return an order?");
  await question.click();
  const answer = faq(page).locator("details[open] .answer");
  assert.equal(await answer.locator("strong").innerText(), "30");
  const link = answer.getByRole("link", { name: "our label" });
  assert.equal(await link.getAttribute("href"), "https://shop.example/label");
  await answer.getByRole("button", { name: "Yes" }).click();
  await answer.getByText("Glad that helped!").waitFor();
  await until(
    () => system.asAdmin("GET", `/api/faq/${articles[0].id}/`),
    ({ helped, not_helped }) => helped == 1 && not_helped == 0,
  );
});

test("of many questions some are shown, and a search finds the others whatever the accents", async () => {
  const page = await browser.window();
  await page.goto("/");
  await openChat(page);
  await faq(page).getByText("How do I return an order?").waitFor();
  assert.equal(await faq(page).locator("details").count(), 4);
  const search = faq(page).getByRole("searchbox");
  await search.fill("CAFE");
  await faq(page).getByText("How do I pay?").waitFor();
  assert.equal(await faq(page).locator("details").count(), 1);
  await search.fill("nothing like this");
  await faq(page).getByText("Nothing found. Just ask us.").waitFor();
});

test("while a visitor waits the questions are there, in their own language, and no longer once they are answered", async () => {
  const page = await browser.window({ locale: "es-ES" });
  await page.goto("/chat/");
  const spanish = page.getByText("¿Cómo devuelvo un pedido?");
  await spanish.waitFor();
  const english = await browser.window();
  await english.goto("/");
  await beginChat(english, "Hello?", { name: "Wanda Waits" });
  await faq(english).getByText("Where is my parcel?").waitFor();
  const { results } = await system.asAdmin("GET", "/api/chat-rooms/?search=Wanda");
  await system.asAdmin("POST", `/api/chat-rooms/${results[0].id}/assign_agent/`, { agent_id: 1 });
  await faq(english).waitFor({ state: "hidden" });
});

test("an admin writes, edits and deletes an article", async () => {
  const admin = await browser.staff("/admin/#/faq", "admin");
  await admin.getByRole("button", { name: "New article" }).click();
  await admin.getByLabel("Question").fill("Do you repair lamps?");
  await admin.getByLabel("Answer").fill("All that we sell.");
  await admin.getByRole("button", { name: "Create" }).click();
  const row = admin.getByRole("row", { name: /Do you repair lamps/ });
  await row.getByRole("button", { name: /^Edit/ }).click();
  await admin.getByLabel("Answer").fill("All lamps.");
  await admin.getByRole("button", { name: "Save" }).click();
  await row.getByText("All lamps.").waitFor();
  await row.getByRole("button", { name: /^Delete/ }).click();
  await admin.getByRole("button", { name: "Delete", exact: true }).click();
  await row.waitFor({ state: "detached" });
});

test("no page has a fault", () => assert.deepEqual(browser.faults, []));
