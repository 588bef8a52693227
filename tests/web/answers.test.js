// Which answers count: only our own JSON ends anything, whatever the status of what comes from in between.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Api, ApiError, errorOf } from "../../web/client/api.js";
import { explain } from "../../web/shared/explain.js";
import { translator } from "../../web/shared/i18n.js";
import * as spanishTexts from "../../web/widget/languages/es.js";

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

/** Answers each request like this from now on. */
function answer(status, type, body) {
  const empty = status == 204 || status == 304;
  globalThis.fetch = async () => new Response(empty ? null : body, { status, headers: { "Content-Type": type } });
}

/** The error of a request. @returns {Promise<ApiError>} */
async function failure() {
  return new Api("http://server", "token").get("/api/chat-rooms/1/").then(
    (answer) => assert.fail(`answered ${JSON.stringify(answer)}`),
    (error) => {
      assert.ok(error instanceof ApiError);
      return error;
    },
  );
}

const FOREIGN = [
  ["text/html", "<html>Sign in to the network</html>"],
  ["text/html", JSON.stringify({ detail: "Not found.", code: "not_found" })],
  ["application/json", "<html>"],
  ["application/json", ""],
  ["application/json", JSON.stringify({ detail: "Blocked by your administrator." })],
  ["application/json", JSON.stringify({ code: "not_found" })],
  ["application/json", `${JSON.stringify({ error: "denied" })} `],
  ["application/json", "null"],
  ["application/json", '"no"'],
];

for (const status of [200, 302, 400, 401, 403, 404, 407, 410, 418, 429, 451, 500, 502, 503, 511]) {
  test(`an answer of ${status} that is not ours ends nothing, and may be asked for again`, async () => {
    for (const [type, body] of FOREIGN) {
      // A success whose JSON is anything at all is taken for what was asked for.
      if (status == 200 && type == "application/json" && body && body != "null" && body != "<html>") continue;
      answer(status, type, body);
      const error = await failure();
      const { isTemporary, isSignedOut, isGone, isExpired } = error;
      assert.deepEqual(
        { isTemporary, isSignedOut, isGone, isExpired },
        { isTemporary: true, isSignedOut: false, isGone: false, isExpired: false },
        `${status} ${type} ${body}`,
      );
      assert.match(explain(error), /^[A-Z].*\.$/);
    }
  });
}

test("no answer at all ends nothing", async () => {
  globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  const error = await failure();
  assert.equal(error.isTemporary, true);
  assert.equal(explain(error), "We can’t connect. Check your internet connection and try again.");
});

test("our own word ends a session, a visit, a message", async () => {
  answer(
    401,
    "application/json",
    JSON.stringify({ detail: "Given token not valid for any token type", code: "token_not_valid" }),
  );
  assert.deepEqual((({ isSignedOut, isTemporary }) => ({ isSignedOut, isTemporary }))(await failure()), {
    isSignedOut: true,
    isTemporary: false,
  });
  for (const status of [403, 404]) {
    answer(status, "application/json; charset=utf-8", JSON.stringify({ detail: "Not found.", code: "not_found" }));
    assert.deepEqual((({ isGone, isTemporary }) => ({ isGone, isTemporary }))(await failure()), {
      isGone: true,
      isTemporary: false,
    });
  }
  answer(400, "application/json", JSON.stringify({ subject: ["This field may not be blank."] }));
  const error = await failure();
  assert.equal(error.isTemporary, false);
  assert.equal(explain(error), "This field may not be blank.");
});

test("our own word for a moment's trouble ends nothing", async () => {
  for (const [status, code] of /** @type {const} */ ([
    [429, "throttled"],
    [503, "unavailable"],
    [500, "error"],
  ])) {
    answer(status, "application/json", JSON.stringify({ detail: "Service temporarily unavailable.", code }));
    const error = await failure();
    assert.equal(error.isTemporary, true);
    assert.match(explain(error), /again in a moment\.$/);
  }
});

for (const [wait, words, spanish] of [
  [9, "in a moment", "en un momento"],
  [60, "in a moment", "en un momento"],
  [61, "in 2 minutes", "dentro de 2 minutos"],
  [7_140, "in 119 minutes", "dentro de 119 minutos"],
  [7_141, "in 2 hours", "dentro de 2 horas"],
  [43_200, "in 12 hours", "dentro de 12 horas"],
]) {
  test(`whoever has to wait ${wait} seconds is told to try again ${words}`, async () => {
    const { t } = await translator("es", async () => spanishTexts);
    const error = new ApiError(429, { detail: `Expected available in ${wait} seconds.`, code: "throttled" }, wait);
    assert.equal(explain(error), `Too many attempts. Please try again ${words}.`);
    assert.equal(explain(error, t), `Demasiados intentos. Inténtalo de nuevo ${spanish}.`);
    const special = { throttled: "You’ve started too many chats." };
    assert.equal(explain(error, t, special), `Has abierto demasiados chats. Inténtalo de nuevo ${spanish}.`);
  });
}

test("the header says how long to wait", async () => {
  const body = JSON.stringify({
    detail: "Request was throttled. Expected available in 300 seconds.",
    code: "throttled",
  });
  globalThis.fetch = async () =>
    new Response(body, { status: 429, headers: { "Content-Type": "application/json", "Retry-After": "300" } });
  assert.match(explain(await failure()), /in 5 minutes\.$/);
});

test("what is wrong has a sentence by its code or its field, not the server's, over both ways the same", () => {
  for (const [code, detail, expected] of [
    ["not_authenticated", "Authentication credentials were not provided.", /^Your session has ended/],
    ["user_inactive", "User inactive or deleted.", /^Your account has been deactivated/],
    ["not_found", "Not found.", /^We couldn’t find this/],
    ["permission_denied", "You do not have permission to perform this action.", /^You don’t have permission/],
    ["too_large", "Request body exceeds the limit of 9 bytes.", /^This file is too large/],
  ]) {
    assert.match(explain(new ApiError(400, { code, detail })), expected);
    assert.match(explain(errorOf({ code, detail })), expected);
  }
  for (const [field, expected] of [
    ["chat_room_id", "This chat has ended."],
    ["phone_number", "Enter a valid phone number."],
    ["upload_id", "The upload didn’t finish. Please try again."],
  ]) {
    assert.equal(explain(new ApiError(400, { [field]: ["No."] })), expected);
    assert.equal(explain(errorOf({ code: "invalid", detail: `${field}: No.` })), expected);
  }
  assert.equal(explain(errorOf({ code: "invalid", detail: "subject: No." })), "No.");
});

test("every error has a sentence, also one that is nobody's answer", () => {
  for (const error of [new TypeError("x is undefined"), "a word", null, new DOMException("", "AbortError")])
    assert.equal(explain(error), "Something went wrong. Please try again.");
});
