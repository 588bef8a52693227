// jQuery and axios on a page of another origin: what a browser lets them send and read.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { Browser } from "../web/browser.js";
import { openSystem, signIn } from "./desk.js";

const LIBRARIES = {
  "/jquery.js": new URL("./node_modules/jquery/dist/jquery.min.js", import.meta.url),
  "/axios.js": new URL("./node_modules/axios/dist/axios.min.js", import.meta.url),
};

/** A site of another origin, but of the system's own host: so that a browser would send cookies along. */
async function openSite() {
  const site = createServer(async (request, response) => {
    const library = LIBRARIES[request.url];
    response.setHeader("Content-Type", library ? "text/javascript" : "text/html");
    const scripts = Object.keys(LIBRARIES).map((path) => `<script src="${path}"></script>`);
    response.end(library ? await readFile(library) : `<!doctype html><title>A shop</title>${scripts.join("")}`);
  });
  site.listen(0, "localhost");
  await once(site, "listening");
  after(() => site.close());
  return `http://localhost:${site.address().port}`;
}

const site = await openSite();
const system = await openSystem();
const friendly = await openSystem(["--credentialed-origins", site]);
const browser = await Browser.launch(system);
after(() => browser.close());

/** A page of the site, in a profile of its own. */
async function openPage() {
  const page = await browser.window();
  await page.goto(`${site}/`);
  return page;
}

/**
 * Sends a request as a page's script would; an answer that the browser keeps from it has no status.
 * @param {import("playwright-core").Page} page
 * @param {"jquery" | "axios"} library
 */
function send(page, library, { method = "GET", url, token, body, headers = {}, withCredentials = false }) {
  const all = { ...headers, ...(token && { Authorization: `Bearer ${token}` }) };
  return page.evaluate(async ([library, method, url, headers, body, withCredentials]) => {
    if (library == "axios") {
      const answer = await axios({ method, url, headers, data: body, withCredentials, validateStatus: null })
        .catch(() => ({ status: 0, headers: {} }));
      return { status: answer.status, body: answer.data, id: answer.headers["x-request-id"] };
    }
    const settings = { method, url, headers, xhrFields: { withCredentials } };
    if (body) Object.assign(settings, { contentType: "application/json", data: JSON.stringify(body) });
    return new Promise((resolve) => jQuery.ajax(settings).always((first, _, second) => {
      const xhr = second?.getResponseHeader ? second : first;
      resolve({ status: xhr.status, body: xhr.responseJSON, id: xhr.getResponseHeader("x-request-id") });
    }));
  }, [library, method, url, all, body, withCredentials]);
}

const CUSTOM = { "X-Requested-With": "XMLHttpRequest", "Cache-Control": "no-cache", Accept: "application/json" };

for (const library of ["jquery", "axios"]) {
  test(`${library} reads and writes with the headers that it likes to send, and reads the request's id`, async () => {
    const page = await openPage();
    const { access: token } = await signIn(system);
    const url = `${system.url}/api/chat-rooms/`;
    const body = { subject: `By ${library}` };
    const made = await send(page, library, { method: "POST", url, token, body, headers: CUSTOM });
    assert.equal(made.status, 201);
    assert.match(made.id, /^[\w-]{36}$/);
    const list = await send(page, library, { url: `${url}?search=By+${library}`, token, headers: CUSTOM });
    assert.deepEqual(list.body.results.map(({ id }) => id), [made.body.id]);
    const close = { method: "POST", url: `${url}${made.body.id}/close/`, token, headers: CUSTOM };
    const ended = await send(page, library, close);
    assert.deepEqual([ended.status, ended.body.status], [200, "closed"]);
  });

  for (const [method, path] of [["PUT", "messages/x/edit/"], ["PATCH", "users/me/"], ["DELETE", "auth/sessions/x/"]]) {
    test(`${library} may send ${method}`, async () => {
      const page = await openPage();
      const { access: token } = await signIn(system);
      const request = { method, url: `${system.url}/api/${path}`, token, body: {}, headers: CUSTOM };
      const answer = await send(page, library, request);
      assert.notEqual(answer.status, 0);
      assert.match(answer.id, /^[\w-]{36}$/);
    });
  }

  test(`${library} reads why it was refused`, async () => {
    const page = await openPage();
    const unknown = await send(page, library, { url: `${system.url}/api/users/me/`, token: "a.b.c" });
    assert.deepEqual([unknown.status, unknown.body.code], [401, "token_not_valid"]);
    const missing = await send(page, library, { url: `${system.url}/api/nothing/` });
    assert.deepEqual([missing.status, missing.body.code], [404, "not_found"]);
  });

  test(`${library} gets nothing with credentials from a page that isn't named for them`, async () => {
    const page = await openPage();
    for (const url of [`${system.url}/api/health/`, `${system.url}/api/users/me/`]) {
      assert.notEqual((await send(page, library, { url })).status, 0);
      assert.equal((await send(page, library, { url, withCredentials: true })).status, 0);
    }
    const body = { username: "customer", password: system.passwords.customer };
    await send(page, library, { method: "POST", url: `${system.url}/api/auth/login/`, body, withCredentials: true });
    assert.deepEqual(await page.context().cookies(system.url), []);
  });

  test(`${library} signs in by cookie from a page that is named for it, and writes with the CSRF token`, async () => {
    const page = await openPage();
    const credentials = { username: "customer", password: friendly.passwords.customer };
    const ask = (method, path, body, headers = {}) =>
      send(page, library, { method, url: `${friendly.url}/api/${path}`, body, headers, withCredentials: true });
    assert.equal((await ask("POST", "auth/login/", credentials)).status, 200);
    assert.equal((await ask("GET", "users/me/")).body.user.username, "customer");
    const room = { subject: `By ${library}'s cookie` };
    assert.equal((await ask("POST", "chat-rooms/", room)).status, 403);
    const csrf = (await page.context().cookies(friendly.url)).find(({ name }) => name == "csrftoken");
    assert.equal((await ask("POST", "chat-rooms/", room, { "X-CSRFToken": csrf?.value })).status, 201);
  });
}
