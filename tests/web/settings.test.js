// Settings of the desk on `/admin/`, and what visitors see of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contactCard, openDesk, openSite, say } from "./browser.js";
import { row } from "./console-desk.js";

const { system, browser } = await openDesk();

const version = async (group) => (await system.asAdmin("GET", "/api/settings/"))[group].version;

/** The card of a group on the page of settings. */
async function card(admin, title) {
  await admin.goto("/admin/#/settings");
  return admin.getByRole("form", { name: title });
}

/** Opens the widget on a new page of the shop. */
async function visit(options = {}) {
  const page = await browser.window(options);
  await page.goto("/");
  await page.getByRole("button", { name: "Chat with us" }).click();
  return page;
}

test("name, colour and texts that an admin sets are the widget's, in the visitor's language", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const looks = await card(admin, "Appearance");
  await looks.getByLabel("Name").fill("Acme");
  await looks.getByLabel("Colour").fill("blue");
  browser.expectedFaults.push(/400.*settings/);
  await looks.getByRole("button", { name: "Save" }).click();
  await looks.getByText("Enter a colour such as #3b4fd8.").waitFor();
  await looks.getByLabel("Colour").fill("#116622");
  await looks.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  const texts = await card(admin, "Languages and texts");
  await texts.getByLabel("Texts in").selectOption({ value: "es" });
  await texts.getByLabel("Greeting", { exact: true }).fill("¡Buenas! Somos Acme.");
  await texts.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").nth(1).waitFor();

  const page = await browser.window();
  await openSite(page, system, undefined, { attributes: 'data-language="es"' });
  await page.getByRole("button", { name: "Chatea con nosotros" }).click();
  await page.getByRole("heading", { name: "Acme" }).waitFor();
  await page.getByText("¡Buenas! Somos Acme.").waitFor();
  const accent = await page.locator(".tribeclub-chat").evaluate((host) => host.style.getPropertyValue("--accent"));
  assert.equal(accent, "#116622");
  assert.deepEqual(browser.faults, []);
});

test("visitors chat in a language that the desk offers, whichever their page and browser are in", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const texts = await card(admin, "Languages and texts");
  const others = texts.getByRole("group", { name: "Languages" }).getByRole("checkbox");
  await others.first().waitFor();
  for (const other of await others.all()) await other.uncheck();
  await texts.getByLabel("Spanish", { exact: true }).check();
  await texts.getByLabel("Language for everyone else").selectOption("Spanish");
  await texts.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  const page = await browser.window();
  await page.goto("/");
  await page.getByRole("button", { name: "Chatea con nosotros" }).waitFor();

  for (const other of await others.all()) await other.check();
  await texts.getByLabel("Language for everyone else").selectOption("English");
  const saved = admin.waitForResponse((response) => response.request().method() == "PATCH");
  await texts.getByRole("button", { name: "Save" }).click();
  await saved;
  const { offered_languages, default_language } = (await system.asAdmin("GET", "/api/settings/")).texts;
  assert.deepEqual([offered_languages, default_language], [[], "en"]);
  assert.deepEqual(browser.faults, []);
});

test("visitors are asked for the contact details that an admin wants", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const details = await card(admin, "Contact details");
  await details.getByLabel("Name").selectOption("Required");
  await details.getByLabel("Phone").selectOption("Don’t ask");
  await details.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  const { form } = await system.asAdmin("GET", "/api/chat/availability/");
  assert.deepEqual(form, [
    { name: "full_name", is_required: true },
    { name: "email", is_required: false },
  ]);
  const page = await visit();
  await say(page, "Do you ship to Peru?");
  const asked = contactCard(page);
  await asked.getByLabel("Name").fill("Nora Named");
  assert.equal(await asked.getByLabel("Phone").count(), 0);
  assert.deepEqual((await system.asAdmin("GET", "/api/chat-rooms/")).results, []);
  await asked.getByRole("button").first().click();
  await page.getByText("We’ll get back to you as soon as we can.").waitFor();
  const [room] = (await system.asAdmin("GET", "/api/chat-rooms/")).results;
  assert.deepEqual([room.chat_user_info.full_name, room.subject], ["Nora Named", "Do you ship to Peru?"]);
  const { version } = (await system.asAdmin("GET", "/api/settings/")).pre_chat;
  const asBefore = { version, full_name: "optional", phone_number: "optional" };
  await system.asAdmin("PATCH", "/api/settings/", { pre_chat: asBefore });
  assert.deepEqual(browser.faults, []);
});

test("of two admins who change the same settings the second is told, and can go on from there", async () => {
  const [one, other] = [await browser.staff("/admin/", "admin"), await browser.staff("/admin/", "admin")];
  const [ours, theirs] = [await card(one, "Appearance"), await card(other, "Appearance")];
  await ours.getByLabel("Name").fill("First");
  await theirs.getByLabel("Name").fill("Second");
  await ours.getByRole("button", { name: "Save" }).click();
  await one.getByText("Saved.").waitFor();
  browser.expectedFaults.push(/409.*settings/);
  await theirs.getByRole("button", { name: "Save" }).click();
  await theirs.getByText("Someone else has changed these settings.").waitFor();
  const load = theirs.getByRole("button", { name: "Load the current settings" });
  await load.click();
  await load.waitFor({ state: "hidden" });
  assert.equal(await theirs.getByLabel("Name").inputValue(), "First");
  await theirs.getByLabel("Name").fill("Second");
  await theirs.getByRole("button", { name: "Save" }).click();
  await other.getByText("Saved.").waitFor();
  assert.equal((await system.asAdmin("GET", "/api/settings/")).profile.name, "Second");
  assert.deepEqual(browser.faults, []);
});

test("while no one is available a new chat gets the desk’s reply, and the queue still shows what was asked", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const texts = await card(admin, "Languages and texts");
  await texts.getByLabel("Reply automatically").check();
  await texts.getByLabel("Texts in").selectOption({ value: "es" });
  await texts.getByLabel("Automatic reply", { exact: true }).fill("Volvemos mañana.\nTe escribimos | llamamos.");
  await texts.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();

  const page = await browser.window();
  await openSite(page, system, undefined, { attributes: 'data-language="es"' });
  await page.getByRole("button", { name: "Chatea con nosotros" }).click();
  await page.getByText("Ahora mismo no hay nadie disponible.").waitFor();
  await page.getByRole("textbox", { name: "Mensaje" }).fill("¿Hacen envíos?");
  await page.getByRole("button", { name: "Enviar" }).click();
  const reply = page.locator(".messages .system");
  await reply.waitFor();
  assert.equal(await reply.innerText(), "Volvemos mañana.\nTe escribimos | llamamos.");
  assert.equal(await page.locator(".bubble:not(.greeting)").count(), 1);

  const agent = await browser.staff("/console/", "agent");
  await row(agent, "queue", "¿Hacen envíos?").getByText("Missed").waitFor();
  await row(agent, "queue", "¿Hacen envíos?").click();
  await agent.getByText("Volvemos mañana.").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("an admin says who gets a chat, and what happens when its agent isn’t there", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const routing = await card(admin, "Routing");
  await routing.getByLabel("Assign chats automatically").selectOption("At any time");
  const away = routing.getByLabel("before an agent counts as away");
  await away.fill("5");
  await routing.getByLabel("returns to the queue").fill("0");
  await routing.getByLabel("writes in a resolved chat").selectOption("Return it to the queue");
  await routing.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  assert.equal(await away.inputValue(), "5");
  const { version: _, ...stored } = (await system.asAdmin("GET", "/api/settings/")).routing;
  assert.deepEqual(stored, { auto_assign: "always", away_minutes: 5, requeue_minutes: 0, reopen_to: "queue" });
  assert.deepEqual(browser.faults, []);
});

test("a logo that an admin uploads is in the widget, on our pages, and gone once it is removed", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const looks = await card(admin, "Appearance");
  const file = looks.getByLabel("Logo", { exact: true });
  await file.setInputFiles({ name: "big.png", mimeType: "image/png", buffer: Buffer.alloc(102_401) });
  await looks.getByText("Choose a picture of 100 KB at most.").waitFor();
  await file.setInputFiles("../files/picture.png");
  await looks.getByRole("img", { name: "Logo" }).waitFor();
  await looks.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  const { logo } = (await system.asAdmin("GET", "/api/settings/")).profile;
  assert.deepEqual([logo.width, logo.height], [32, 24]);

  const isShown = (place) => place.evaluate((image) => image.decode().then(() => image.naturalWidth));
  const page = await visit();
  assert.equal(await isShown(page.locator(".panel header img")), 32);
  const agent = await browser.staff("/console/", "agent");
  await agent.locator(".desk-logo[src]").waitFor();
  assert.equal(await isShown(agent.locator(".desk-logo")), 32);

  await looks.getByRole("button", { name: "Remove logo" }).click();
  const saved = admin.waitForResponse((response) => response.request().method() == "PATCH");
  await looks.getByRole("button", { name: "Save" }).click();
  await saved;
  assert.equal((await system.asAdmin("GET", "/api/settings/")).profile.logo, null);
  const later = await visit();
  await later.getByRole("dialog").getByRole("heading").first().waitFor();
  assert.equal(await later.locator(".panel header img").count(), 0);
  assert.deepEqual(browser.faults, []);
});

test("a secret is set, replaced and removed, and never shown", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const captcha = await card(admin, "Captcha");
  await captcha.getByText("Not set.").waitFor();
  const secret = captcha.getByLabel("Secret key");
  await secret.fill("from the provider");
  browser.expectedFaults.push(/400.*settings/);
  await captcha.getByRole("button", { name: "Save" }).click();
  await captcha.getByText("Choose a provider.").waitFor();
  await captcha.getByLabel("Provider").selectOption("Cloudflare Turnstile");
  await captcha.getByRole("button", { name: "Save" }).click();
  await captcha.getByText(/Set by Admin · Today/).waitFor();
  const replacement = captcha.getByLabel("New secret key");
  assert.equal(await replacement.inputValue(), "");
  // Left empty, it stays.
  await captcha.getByLabel("Provider").selectOption("Google reCAPTCHA");
  await captcha.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").nth(1).waitFor();
  const stored = (await system.asAdmin("GET", "/api/settings/")).captcha;
  assert.deepEqual([stored.provider, stored.secret.is_set], ["recaptcha", true]);
  await captcha.getByLabel("Remove the secret key").check();
  await captcha.getByRole("button", { name: "Save" }).click();
  await captcha.getByText(/Removed by Admin/).waitFor();
  await admin.goto("/admin/#/audit");
  await admin.getByText("secret").first().waitFor();
  assert.doesNotMatch(await admin.locator("main").innerText(), /from the provider/);
  assert.deepEqual(browser.faults, []);
});

test("closed by its hours, the widget says when it opens, and asks for an address", async () => {
  const admin = await browser.staff("/admin/", "admin");
  const hours = await card(admin, "Opening hours");
  await hours.getByLabel("Always open").uncheck();
  await hours.getByLabel("Time zone").selectOption("America/New_York");
  await hours.getByLabel("Monday").fill("9:00-12:00, 13:00 to 25:00");
  browser.expectedFaults.push(/400.*settings/);
  await hours.getByRole("button", { name: "Save" }).click();
  await hours.getByText("Enter a time such as 09:30.").waitFor();
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    await hours.getByLabel(day).fill("0:00-12:00, 12:00–24:00");
  await hours.getByRole("button", { name: "Add a holiday" }).click();
  const holiday = hours.getByRole("group", { name: "New holiday" });
  await holiday.getByLabel("Name").fill("Stocktaking");
  const day = (distance) => new Date(Date.now() + distance * 86_400_000).toISOString().slice(0, 10);
  await holiday.getByLabel("First day").fill(day(-2));
  await holiday.getByLabel("Last day").fill(day(2));
  await hours.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  assert.equal(await hours.getByLabel("Monday").inputValue(), "00:00–12:00, 12:00–24:00");

  const page = await visit({ timezoneId: "America/New_York", locale: "en-US" });
  await page.getByText(/We’re closed right now. We’ll be back on \w+day, .* at 12:00 AM\./).waitFor();
  await page.getByLabel("Message").fill("Are you there?");
  await page.getByLabel("Message").press("Enter");
  await page.locator(".own", { hasText: "Are you there?" }).getByText("Not sent yet").waitFor();
  assert.equal(await page.getByLabel("Email", { exact: true }).evaluate((input) => input.required), true);
  await page.getByLabel("Email", { exact: true }).fill("ana@example.com");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.locator(".own", { hasText: "Are you there?" }).locator(".meta", { hasText: /Sent$/ }).waitFor();

  await system.asAdmin("PATCH", "/api/settings/", {
    hours: { version: await version("hours"), when_closed: "hidden" },
  });
  const hidden = await browser.window();
  await hidden.goto("/");
  await hidden.waitForFunction(() => globalThis.tribeclubChat && document.querySelector(".tribeclub-chat"));
  await hidden.getByRole("button", { name: "Chat with us" }).waitFor({ state: "detached" });
  await hidden.evaluate(() => globalThis.tribeclubChat.open());
  await hidden.getByText("We’re closed right now.").waitFor();
  // Whoever has a chat keeps the button.
  await hidden.getByLabel("Message").fill("Will you write to me?");
  await hidden.getByLabel("Message").press("Enter");
  await hidden.locator(".own", { hasText: "Will you write to me?" }).locator(".meta", { hasText: /Sent$/ }).waitFor();
  await hidden.getByRole("button", { name: "Minimize chat" }).click();
  await hidden.getByRole("button", { name: "Chat with us" }).waitFor();
  assert.deepEqual(browser.faults, []);
});
