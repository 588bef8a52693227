// Texts, names and times as they are shown.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { LANGUAGE_NAMES } from "../../web/admin/languages.js";
import { splitLinks } from "../../web/shared/bubble.js";
import { translator } from "../../web/shared/i18n.js";
import { phrase } from "../../web/shared/phrase.js";
import { saying } from "../../web/shared/sayings.js";
import { beginChat, openDesk, openSite, roomOf, say } from "./browser.js";

const { system, browser } = await openDesk();

const linksIn = (text) => splitLinks(text).filter((_, index) => index % 2);

for (const [text, ...expected] of [
  [
    "https://en.wikipedia.org/wiki/Rust_(programming_language)",
    "https://en.wikipedia.org/wiki/Rust_(programming_language)",
  ],
  ["(see https://example.com/a)", "https://example.com/a"],
  ["(see https://example.com/a_(b)).", "https://example.com/a_(b)"],
  ["Https://example.com/Shop", "Https://example.com/Shop"],
  ["HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"],
  [
    "Look: https://example.com/a, https://example.com/b; and https://example.com/c!",
    "https://example.com/a",
    "https://example.com/b",
    "https://example.com/c",
  ],
  ["Is it https://example.com/?q=1&r=a.b?", "https://example.com/?q=1&r=a.b"],
  ["**https://example.com/**", "https://example.com/"],
  ["“https://example.com/a”", "https://example.com/a"],
  ["'https://example.com/it's'", "https://example.com/it's"],
  ["[shop](https://example.com/a)(or not)", "https://example.com/a"],
  ["https://example.com/[a]", "https://example.com/[a]"],
  ["请看https://example.com/a，谢谢。", "https://example.com/a"],
  ["「https://example.com/a」", "https://example.com/a"],
  ["https://example.com/ä/日本", "https://example.com/ä/日本"],
  ["https://example.com/a\u200bhidden \u202ehttps://example.com/b", "https://example.com/a", "https://example.com/b"],
  ["<https://example.com/a>", "https://example.com/a"],
  ["https://example.com/a…", "https://example.com/a"],
]) {
  test(`the links in ${JSON.stringify(text)} end where a reader sees them end`, () =>
    assert.deepEqual(linksIn(text), expected));
}

test("what has no host, or another scheme, is no link", () => {
  for (const text of [
    "https://",
    "http://. and https://)",
    "ftp://example.com",
    "javascript:alert(1)//http",
    "https:/example.com",
    "example.com",
  ])
    assert.deepEqual(linksIn(text), []);
});

test("the parts of a text are the text", () => {
  for (const text of ["", "a", "https://example.com", "a (https://example.com/b_(c)) d https://e.f", "https://a.b)c"])
    assert.equal(splitLinks(text).join(""), text);
});

test("links open elsewhere, in a conversation", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Linked" });
  await say(visitor, "Https://example.com/Shop (and more)");
  const link = visitor.getByRole("link", { name: "Https://example.com/Shop" });
  await link.waitFor();
  assert.deepEqual(
    [await link.getAttribute("href"), await link.getAttribute("target"), await link.getAttribute("rel")],
    ["Https://example.com/Shop", "_blank", "noopener noreferrer nofollow ugc"],
  );
});

for (const [locale, clock, day, other] of [
  ["en-US", /^\d?\d:\d\d\sPM$/, "Saturday, January 3", "Friday, January 3, 2025"],
  ["en-GB", /^1\d:\d\d$/, "Saturday 3 January", "Friday 3 January 2025"],
  ["de-DE", /^1\d:\d\d$/, "Saturday 3 January", "Friday 3 January 2025"],
]) {
  test(`on an English page in a browser of ${locale}, times are those of its region, with the year if it is another`, async () => {
    const page = await browser.window({ locale, timezoneId: "UTC" });
    await page.goto("/");
    const shown = await page.evaluate(async () => {
      const { bubble, dayLine } = await import(
        `${document.querySelector("link[rel=stylesheet]")?.getAttribute("href")?.replace("demo/demo.css", "shared/bubble.js")}`
      );
      const Real = Date;
      /** @type {any} */ (globalThis).Date = class extends Real {
        constructor(/** @type {any} */ ...given) {
          super(...(given.length ? given : ["2026-01-03T17:00:00Z"]));
        }
      };
      const message = {
        sender_type: "user",
        sender_info: { name: "A" },
        content: "a",
        created_at: "2026-01-03T16:05:00Z",
      };
      return [
        bubble(message, {}, { t: (/** @type {string} */ text) => text }).querySelector("time").textContent,
        dayLine("2026-01-03T16:05:00Z").textContent,
        dayLine("2025-01-03T16:05:00Z").textContent,
      ];
    });
    assert.match(shown[0], clock);
    const plain = (/** @type {string} */ text) => text.replaceAll(",", "");
    assert.deepEqual(shown.slice(1).map(plain), [day, other].map(plain));
  });
}

test("on a Spanish page in an American browser, words are Spanish and the clock has twelve hours", async () => {
  const page = await browser.window({ locale: "en-US", timezoneId: "UTC" });
  await page.route("http://shop.example/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><html lang="es"><body><script src="${system.url}/widget.js"></script>`,
    }),
  );
  await page.goto("http://shop.example/");
  await page.getByRole("button", { name: "Chatea con nosotros" }).click();
  await page.getByRole("textbox", { name: "Mensaje" }).fill("¡Hola!");
  await page.getByRole("button", { name: "Enviar" }).click();
  await page.locator(".own time").waitFor();
  assert.match(await page.locator(".own time").innerText(), /^\d?\d:\d\d\s[ap]\.\s?m\.$/);
  assert.equal(await page.locator(".messages .day").textContent(), "hoy");
});

const loadLanguage = (language) => import(`../../web/widget/languages/${language}.js`);

test("what the system says in a chat is Spanish on a Spanish page", async () => {
  const { t, language, dir } = await translator("es-AR", loadLanguage);
  assert.deepEqual([language, dir], ["es", "ltr"]);
  for (const [said, expected] of [
    ["Bea Blanco joined the chat.", "Bea Blanco se ha unido al chat."],
    ["You're now chatting with Bea.", "Ahora te atiende Bea."],
    [
      "Bea has left the chat. Another agent will be with you shortly.",
      "Bea ha salido del chat. Otra persona te atenderá enseguida.",
    ],
    ["This chat has been reopened.", "El chat se ha reabierto."],
    ["Anything | else {count}", "Anything | else {count}"],
  ]) {
    assert.equal(saying(said, t), expected);
  }
  assert.equal(t("{count} over the 10,000-character limit.", { count: "1" }), "Te sobra 1 carácter.");
  assert.equal(t("{count} over the 10,000-character limit.", { count: "2" }), "Te sobran 2 caracteres.");
});

const FILES = {
  widget: [
    "widget/main.js",
    "widget/panel.js",
    "widget/attention.js",
    "widget/contact-card.js",
    "widget/faq.js",
    "widget/greeting.js",
    "widget/header.js",
    "widget/introduction.js",
    "widget/pre-chat.js",
    "widget/push.js",
    "widget/rating-form.js",
    "shared/composer.js",
    "shared/staging.js",
    "shared/conversation.js",
    "shared/bubble.js",
    "shared/sayings.js",
    "shared/explain.js",
  ],
  account: [
    "account/main.js",
    "account/card.js",
    "account/forgot-password.js",
    "account/reset-password.js",
    "account/confirm-email.js",
  ],
};

for (const [page, fewest] of /** @type {const} */ ([
  ["widget", 60],
  ["account", 20],
])) {
  test(`every text of the ${page} is there in Spanish`, async () => {
    const { texts } = await import(`../../web/${page}/languages/es.js`);
    const folder = new URL("../../web/", import.meta.url);
    const files = FILES[page];
    const sources = await Promise.all(files.map((file) => readFile(new URL(file, folder), "utf8")));
    // Literals that are given to `t`, and all that are sentences.
    const patterns = [/\bt\(\s*"([^"]+)"/g, /"([A-Z{][^"]* [^"]*[.…?])"/g];
    const used = new Set(
      sources.flatMap((source) => patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, text]) => text))),
    );
    assert.ok(used.size > fewest);
    assert.deepEqual(
      [...used].filter((text) => !(text in texts)),
      [],
    );
  });
}

const LANGUAGES = (await readdir(new URL("../../web/widget/languages/", import.meta.url))).map((file) =>
  file.slice(0, 2),
);

test("the widget speaks 20 languages", () => {
  assert.deepEqual(new Set(["en", ...LANGUAGES]), new Set(Object.keys(LANGUAGE_NAMES)));
  assert.equal(LANGUAGES.length, 19);
});

for (const language of LANGUAGES) {
  test(`in ${language}, each text is there, with its values and a form for each number`, async () => {
    const { texts } = await loadLanguage(language);
    const { texts: spanish } = await loadLanguage("es");
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(spanish).sort());
    const namesIn = (/** @type {string} */ text) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, text] of Object.entries(texts)) {
      const [wanted, forms] = [namesIn(key), text.split("|")];
      assert.ok(
        forms.every((form) => form.trim()),
        key,
      );
      assert.ok(forms.length <= Math.max(pluralCategories.length, 2), `${key}: ${text}`);
      for (const form of forms) {
        const given = namesIn(form);
        // “One message” needs no figure.
        if (forms.length > 1) for (const names of [wanted, given]) names.delete("count");
        assert.deepEqual(given, wanted, `${key}: ${form}`);
      }
    }
  });
}

test("each number has its form, in languages with more than two as well", async () => {
  const polish = "jedna|{count} wiadomości (few)|{count} wiadomości (many)|{count} wiadomości (other)";
  for (const [count, expected] of [
    ["1", "jedna"],
    ["3", "3 wiadomości (few)"],
    ["5", "5 wiadomości (many)"],
    ["22", "22 wiadomości (few)"],
    ["1.5", "1.5 wiadomości (other)"],
  ])
    assert.equal(phrase(polish, { count }, "pl"), expected);
  const arabic = "zero|one|two|{count} few|{count} many|{count} other";
  const forms = ["0", "1", "2", "3", "11", "100"].map((count) => phrase(arabic, { count }, "ar"));
  assert.deepEqual(forms, ["zero", "one", "two", "3 few", "11 many", "100 other"]);
  assert.deepEqual(
    ["0", "1", "2"].map((count) => phrase("one|{count} other", { count })),
    ["0 other", "one", "2 other"],
  );
  assert.equal(phrase("{count} 件", { count: "7" }, "ja"), "7 件");
});

for (const language of /** @type {const} */ (["ar", "he"])) {
  test(`in ${language}, the widget is written from right to left, in its corner all the same`, async () => {
    const { texts } = await loadLanguage(language);
    const page = await browser.window();
    await openSite(page, system, undefined, { attributes: `data-language="${language}"` });
    await page.getByRole("button", { name: texts["Chat with us"] }).click();
    const message = page.getByRole("textbox", { name: texts.Message });
    await message.fill("שלום مرحبا");
    const boxOf = async (/** @type {import("playwright-core").Locator} */ element) => {
      const { x = 0, width = 0 } = (await element.boundingBox()) ?? {};
      return { x, end: x + width };
    };
    const send = page.getByRole("button", { name: texts.Send, exact: true });
    assert.ok((await boxOf(send)).end <= (await boxOf(message)).x);
    await message.press("Enter");
    const sent = page.locator(".messages .own .bubble");
    await sent.waitFor();
    const [panel, own] = [await boxOf(page.locator(".panel")), await boxOf(sent)];
    // One's own words stand where lines end.
    assert.ok(own.x - panel.x < panel.end - own.end);
    const { width } = /** @type {{width: number}} */ (page.viewportSize());
    assert.ok(panel.x > width / 2);
    assert.equal(await page.locator(".tribeclub-chat").getAttribute("lang"), language);
    assert.deepEqual(browser.faults, []);
  });
}

test("a name that turns the direction of writing turns nothing but itself", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Isolated" });
  await visitor
    .locator("input[type=file]")
    .setInputFiles({ name: "\u05d0\u05d1\u05d2 7.txt", mimeType: "text/plain", buffer: Buffer.from("text") });
  for (const place of [".staging", ".messages"]) {
    await visitor.locator(`${place} bdi`, { hasText: "\u05d0\u05d1\u05d2 7.txt" }).waitFor();
    if (place == ".staging") await visitor.getByRole("button", { name: "Send" }).click();
  }
  await visitor.locator(".messages a.file bdi").waitFor();
  const { id } = await roomOf(system, "Isolated");
  await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content: "an answer" });
  await visitor.locator(".messages .other .sender bdi").waitFor();
});
