// The page for accounts: a forgotten password, and another email address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "./browser.js";
import { openMailDesk } from "./mail-desk.js";

const { browser, admin, server } = await openMailDesk();

/** The mail that this is in, once it is there. @param {RegExp} pattern */
async function mailWith(pattern) {
  const mails = await until(
    async () => server.mails.filter((mail) => pattern.test(mail)),
    (found) => found.length > 0,
  );
  return mails[0];
}

/** The link in a mail for this purpose. */
async function link(purpose) {
  const pattern = new RegExp(`http://\\S+/account/#${purpose}=\\w+`);
  return (await mailWith(pattern)).match(pattern)[0];
}

/** Asks as the page's session, like a page of a profile would. */
const patchMe = (page, change) =>
  page.evaluate(async (body) => {
    const token = document.cookie.match(/csrftoken=([^;]*)/)[1];
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch("/api/users/me/", { method: "PATCH", headers, body: JSON.stringify(body) });
    return answer.json();
  }, change);

test("an agent who forgot the password chooses another by the link in a mail", async () => {
  const page = await browser.window({ viewport: { width: 390, height: 800 } });
  await page.goto("/console/");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email").fill("agent@example.com");
  await page.getByRole("button", { name: "Send link" }).click();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();

  const address = await link("password");
  await page.goto(address);
  await page.getByLabel("New password").fill("password");
  browser.expectedFaults.push(/400.*(password\/reset|email)\/confirm/);
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByText("This password is too common.").waitFor();
  await page.getByLabel("New password").fill("purple monkey 2");
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByRole("heading", { name: "Your password has been changed" }).waitFor();
  await page.getByRole("link", { name: "Sign in to the console" }).click();
  await page.getByLabel("Username or email").fill("agent@example.com");
  await page.getByLabel("Password").fill("purple monkey 2");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();

  // A link works once, and the page of one that doesn't says what to do.
  const later = await browser.window({ locale: "es-ES" });
  await later.goto(address);
  await later.getByLabel("Contraseña nueva").fill("another monkey 3");
  await later.getByRole("button", { name: "Guardar contraseña" }).click();
  await later.getByRole("heading", { name: "Este enlace ha caducado" }).waitFor();
  await later.getByRole("link", { name: "Pedir uno nuevo" }).click();
  await later.getByRole("heading", { name: "¿Has olvidado tu contraseña?" }).waitFor();

  await admin.goto("/admin/#/mail");
  await admin.getByText("Password reset").first().waitFor();
  await admin.getByText("Password changed").first().waitFor();
  assert.deepEqual(browser.faults, []);
});

test("another email address is confirmed by the link in a mail to it", async () => {
  const change = { email: "owner@example.com", current_password: "correct horse 1" };
  assert.equal((await patchMe(admin, change)).unconfirmed_email, "owner@example.com");
  const page = await browser.window();
  await page.goto(await link("email"));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Your email address is confirmed" }).waitFor();
  await mailWith(/Subject: Your email address was changed/);
  assert.deepEqual(browser.faults, []);
});
