// Windows of a browser, and who uses them: each person has a profile of their own.

import { after } from "node:test";
import { chromium } from "playwright-core";
import { System } from "./system.js";

// The one without windows: it starts faster, and needs a good third less of the machine.
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell";

const ARGUMENTS = [
  "--no-sandbox",
  "--autoplay-policy=no-user-gesture-required",
  // A site of the tests' own is in no network, and would have to ask before it may reach this machine.
  "--disable-features=LocalNetworkAccessChecks",
];

export class Browser {
  #browser;
  #system;
  /** Faults of any page, unless the network was cut. @type {string[]} */
  faults = [];
  /** @type {RegExp[]} */
  expectedFaults = [];

  /** @param {import("./system.js").System} system */
  static async launch(system) {
    const browser = new Browser();
    browser.#system = system;
    browser.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    return browser;
  }

  /** A window of somebody who was never here. @param {import("playwright-core").BrowserContextOptions} [options] */
  async window(options = {}) {
    const context = await this.#browser.newContext({
      baseURL: this.#system.url,
      viewport: { width: 1440, height: 900 },
      // What moves is nowhere in particular.
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    this.observe(page);
    return page;
  }

  /** @param {import("playwright-core").Page} page */
  observe(page) {
    const note = (/** @type {string} */ fault) =>
      this.expectedFaults.some((expected) => expected.test(fault)) || this.faults.push(fault);
    page.on("pageerror", (error) => note(String(error.stack)));
    page.on("console", (message) => message.type() == "error" && note(`${message.text()} ${message.location().url}`));
  }

  /** A visitor on the landing page. */
  async visitor(options = {}) {
    const page = await this.window(options);
    await page.goto("/");
    return page;
  }

  /** Somebody signed in on `/console/` or `/admin/`. @param {string} path @param {string} username */
  async staff(path, username, options = {}) {
    // The page asks for its user before anybody has signed in.
    this.expectedFaults.push(/401.*\/api\/users\/me\//);
    const page = await this.window(options);
    await page.goto(path);
    await page.getByLabel("Username or email").fill(username);
    await page.getByLabel("Password").fill(this.#system.passwords[username]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    return page;
  }

  /** Closes all windows. Those that stay open cost every test after them. */
  async closeWindows() {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  close() {
    return this.#browser.close();
  }
}

/** A system, and a browser that uses it, for all tests of a file. */
export async function openDesk(flags = /** @type {string[]} */ ([])) {
  const system = await System.start(flags);
  const browser = await Browser.launch(system);
  after(async () => {
    await browser.close();
    system.stop();
  });
  return { system, browser };
}

/** Opens the chat, unless it is open, as it is after a reload. @param {import("playwright-core").Page} page */
export async function openChat(page) {
  await page.waitForFunction(() => "tribeclubChat" in globalThis);
  await page.evaluate(() => /** @type {any} */ (globalThis).tribeclubChat.open());
  await page.locator(".panel").waitFor();
}

/** Said of a chat that waits, be somebody there or not. */
export const IN_QUEUE = /in the queue|get back to you as soon/;

/** The card that asks a visitor who they are. @param {import("playwright-core").Page} page */
export const contactCard = (page) => page.getByRole("form", { name: "How can we reach you?" });

/**
 * A visitor begins a chat in the widget, and says who they are.
 * @param {import("playwright-core").Page} page
 * @param {string} message
 * @param {{name?: string, email?: string}} who
 */
export async function beginChat(page, message, { name = "Vera Visitor", email = "vera@example.com" } = {}) {
  await page.getByRole("button", { name: "Chat with us" }).click();
  await say(page, message);
  await page.locator(".messages .own").first().waitFor();
  await contactCard(page).getByLabel("Name").fill(name);
  await contactCard(page).getByLabel("Email").fill(email);
  await contactCard(page).getByRole("button", { name: "Save" }).click();
  await page.getByText("Thanks! We’ve got your details.").waitFor();
}

/** @param {import("playwright-core").Page} page @param {string} text */
export async function say(page, text) {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
}

/** A visitor asks to end the chat. @param {import("playwright-core").Page} page */
export async function askEnd(page) {
  await page.getByRole("button", { name: "More options" }).click();
  await page.locator(".panel header").getByRole("button", { name: "End chat" }).click();
}

/** A visitor ends the chat in the widget. @param {import("playwright-core").Page} page */
export async function endChat(page) {
  await askEnd(page);
  await page.locator(".ending").getByRole("button", { name: "End chat" }).click();
}

/** The texts of a conversation, as they are shown. @param {import("playwright-core").Page} page */
export function texts(page) {
  return page.locator(".messages .bubble > p").allInnerTexts();
}

/**
 * A page of a site of its own, on which the widget stands: `html` has `%WIDGET%` where its script is.
 * @param {import("playwright-core").Page} page @param {import("./system.js").System} system
 * @param {string} [html] @param {{attributes?: string, headers?: Record<string, string>}} [options]
 */
export async function openSite(page, system, html = "<body>%WIDGET%", { attributes = "", headers = {} } = {}) {
  const script = `<script src="${system.url}/widget.js" ${attributes} async></script>`;
  const body = `<!doctype html><html lang="en"><title>A shop</title>${html.replace("%WIDGET%", script)}`;
  await page.unroute("http://shop.example/");
  await page.route("http://shop.example/", (route) => route.fulfill({ contentType: "text/html", body, headers }));
  await page.goto("http://shop.example/");
}

/** The room of the visitor with this name. @param {import("./system.js").System} system @param {string} name */
export async function roomOf(system, name) {
  const { results } = await system.asAdmin("GET", `/api/chat-rooms/?search=${encodeURIComponent(name)}`);
  return results[0];
}

/**
 * Texts of a room, as the server has them, without those of the system.
 * @param {import("./system.js").System} system
 * @param {string} roomId
 */
export async function stored(system, roomId) {
  const { results } = await system.asAdmin("GET", `/api/chat-rooms/${roomId}/messages/?page_size=100`);
  return results.filter(({ sender_type }) => sender_type != "system");
}

/**
 * Asks until something is so.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} isSo
 * @param {number} [deadline] milliseconds
 */
export async function until(ask, isSo, deadline = 15_000) {
  const end = performance.now() + deadline;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The widget's bubble. */
export const bubble = (page) => page.getByRole("button", { name: "Chat with us" });

/** Place of the bubble in the window, and its size. */
export const box = async (page) => {
  await bubble(page).waitFor();
  return bubble(page).evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { right: innerWidth - left - width, bottom: innerHeight - top - height, width, height };
  });
};
/** Its place and size unless a page says otherwise. */
export const CORNER = { right: 20, bottom: 20, width: 58, height: 58 };
