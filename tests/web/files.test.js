// Files that visitors and agents send: chosen, looked at, sent or refused, and in nobody's way.

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { beginChat, openDesk, roomOf, say, stored, texts, until } from "./browser.js";
import { open } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const TEXT = { name: "small.txt", mimeType: "text/plain", buffer: Buffer.from("small") };
const HTML = { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<html><script>1</script></html>") };

const picker = (page) => page.locator("input[type=file]");
const send = (page) => page.getByRole("button", { name: "Send" }).click();
const staged = (page) => page.locator(".staging .staged");

/** A file, or a text, that is pasted or dropped. */
function bring(page, selector, type, { text, files = [] }) {
  return page.locator(selector).evaluate(
    (element, { type, text, files }) => {
      const transfer = new DataTransfer();
      if (text) transfer.setData("text/plain", text);
      for (const { name, type } of files) transfer.items.add(new File([new Uint8Array(9)], name, { type }));
      const init = { bubbles: true, cancelable: true, composed: true };
      const event =
        type == "paste"
          ? new ClipboardEvent(type, { ...init, clipboardData: transfer })
          : new DragEvent(type, { ...init, dataTransfer: transfer });
      return element.dispatchEvent(event);
    },
    { type, text, files },
  );
}

test("files wait with their size for the writer's Send, can be left out, and go behind the text", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Staged Files" });
  const { id } = await roomOf(system, "Staged Files");
  await picker(visitor).setInputFiles([
    TEXT,
    { name: "other.txt", mimeType: "text/plain", buffer: Buffer.from("x".repeat(2_000)) },
  ]);
  await staged(visitor).filter({ hasText: "small.txt 1 kB" }).waitFor();
  await visitor.getByRole("button", { name: "Remove other.txt" }).click();
  assert.equal(await staged(visitor).count(), 1);
  await visitor.getByRole("textbox", { name: "Message" }).and(visitor.locator(":focus")).waitFor();
  assert.equal((await stored(system, id)).length, 1);
  await say(visitor, "look at this");
  const messages = await until(
    () => stored(system, id),
    (messages) => messages.length == 3,
  );
  assert.deepEqual(
    messages.map(({ content, attachment_info }) => attachment_info?.name ?? content),
    ["hello", "look at this", "small.txt"],
  );
  assert.equal(await staged(visitor).count(), 0);
  assert.deepEqual(browser.faults, []);
});

test("of several files, one that is too large and one that is empty say so while the small one is sent", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Large File" });
  const { id } = await roomOf(system, "Large File");
  const folder = await mkdtemp(join(tmpdir(), "files-"));
  await writeFile(join(folder, "big.pdf"), Buffer.alloc(21 * 1024 * 1024));
  await writeFile(join(folder, "empty.txt"), "");
  await writeFile(join(folder, "small.txt"), "small");
  await picker(visitor).setInputFiles(["big.pdf", "empty.txt", "small.txt"].map((name) => join(folder, name)));
  await send(visitor);
  const messages = await until(
    () => stored(system, id),
    (messages) => messages.length == 2,
  );
  assert.equal(messages[1].attachment_info.name, "small.txt");
  assert.deepEqual(await visitor.locator(".staging .fault span").allInnerTexts(), [
    "big.pdf is too large. The limit is 20 MB.",
    "empty.txt is empty.",
  ]);
  await visitor.getByRole("button", { name: "Remove big.pdf" }).click();
  assert.equal(await visitor.getByText("too large").count(), 0);
});

test("what is pasted with a text is the text alone, in the widget and the console; a picture without one waits", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Pasted Cells" });
  const agent = await browser.staff("/console/", "agent");
  await system.asAdmin("POST", `/api/chat-rooms/${(await roomOf(system, "Pasted Cells")).id}/assign_agent/`, {
    agent_id: 1,
  });
  await open(agent, "mine", "Pasted Cells");
  const picture = { name: "image.png", type: "image/png" };
  for (const page of [visitor, agent]) {
    // The text goes its own way, into the field.
    assert.equal(await bring(page, ".composer textarea", "paste", { text: "1\t2", files: [picture] }), true);
    assert.equal(await staged(page).count(), 0);
    assert.equal(await bring(page, ".composer textarea", "paste", { files: [picture] }), false);
    assert.equal(await staged(page).count(), 1);
    assert.equal(await page.locator(".outgoing").count(), 0);
  }
});

test("files can be dropped on the whole conversation, which shows that it takes them", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Dropped File" });
  const files = [{ name: "drop.txt", type: "text/plain" }];
  await bring(visitor, ".messages", "dragover", { files });
  await visitor.locator(".dropping").waitFor();
  assert.equal(await bring(visitor, ".messages", "drop", { files }), false);
  assert.deepEqual(await staged(visitor).locator("bdi").allInnerTexts(), ["drop.txt"]);
  await visitor.locator(".dropping").waitFor({ state: "detached" });
  // Text that is dragged along is not ours.
  assert.equal(await bring(visitor, ".messages", "dragover", { text: "some words" }), true);
});

test("an agent can drop files on a chat of their own, and on no other", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Dropped By Agent" });
  const agent = await browser.staff("/console/", "agent");
  await agent.locator("#queue .room", { hasText: "Dropped By Agent" }).click();
  await agent.locator(".messages .bubble", { hasText: "hello" }).waitFor();
  const files = [{ name: "drop.txt", type: "text/plain" }];
  // Whatever becomes of it, the browser does not open the file.
  assert.equal(await bring(agent, ".messages", "dragover", { files }), false);
  assert.equal(await bring(agent, ".messages", "drop", { files }), false);
  assert.equal(await staged(agent).count(), 0);
  await agent.getByRole("button", { name: "Take chat" }).click();
  await agent.locator(".composer").waitFor();
  await bring(agent, ".messages", "drop", { files });
  assert.equal(await staged(agent).count(), 1);
});

test("the picker offers what the server takes", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Picker" });
  const types = String(await picker(visitor).getAttribute("accept")).split(",");
  const expected = "png jpeg gif webp heic heif pdf txt csv zip docx xlsx pptx mp3 m4a ogg amr mp4 mov 3gp webm".split(
    " ",
  );
  assert.deepEqual(
    expected.filter((type) => !types.includes(`.${type}`)),
    [],
  );
});

test("where the files' host is blocked, texts behind a file are stored at once, and the file can be tried again", async () => {
  const visitor = await browser.visitor();
  browser.expectedFaults.push(/ERR_FAILED/);
  await beginChat(visitor, "hello", { name: "Blocked Host" });
  const { id } = await roomOf(system, "Blocked Host");
  await visitor.route("**", (route) => (route.request().method() == "PUT" ? route.abort() : route.fallback()));
  await picker(visitor).setInputFiles(TEXT);
  await send(visitor);
  await say(visitor, "one");
  await say(visitor, "two");
  const messages = await until(
    () => stored(system, id),
    (messages) => messages.length == 3,
    5_000,
  );
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["hello", "one", "two"],
  );
  await visitor.locator(".refused", { hasText: "Couldn’t send" }).waitFor();
  await visitor.unroute("**");
  await visitor.getByRole("button", { name: "Try again" }).click();
  await until(
    () => stored(system, id),
    (messages) => messages.at(-1)?.attachment_info?.name == "small.txt",
  );
  await visitor.locator(".refused").waitFor({ state: "detached" });
});

test("a file that takes long can be called back, and is not sent then", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Called Back" });
  const { id } = await roomOf(system, "Called Back");
  /** @type {() => void} */
  let release = () => {};
  const wait = new Promise((resolve) => (release = () => resolve(null)));
  await visitor.route("**", async (route) => {
    if (route.request().method() == "PUT") await wait;
    return route.fallback();
  });
  const uploading = visitor.waitForRequest((request) => request.method() == "PUT");
  await picker(visitor).setInputFiles(TEXT);
  await send(visitor);
  const put = await uploading;
  await visitor.getByRole("button", { name: "Remove", exact: true }).click();
  await visitor.locator(".outgoing").waitFor({ state: "detached" });
  release();
  await put.response();
  await say(visitor, "a text");
  const messages = await until(
    () => stored(system, id),
    (messages) => messages.length > 1,
  );
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["hello", "a text"],
  );
});

test("a file that was changed on the disk after it was chosen holds up nothing, and says so", async () => {
  const visitor = await browser.visitor();
  browser.expectedFaults.push(/ERR_/, /WebSocket/);
  await beginChat(visitor, "hello", { name: "Changed File" });
  const { id } = await roomOf(system, "Changed File");
  const path = join(await mkdtemp(join(tmpdir(), "files-")), "changing.txt");
  await writeFile(path, "before");
  system.cut();
  await picker(visitor).setInputFiles(path);
  await send(visitor);
  await writeFile(path, "after, and longer");
  system.restore();
  await say(visitor, "a text");
  const messages = await until(
    () => stored(system, id),
    (messages) => messages.length == 2,
  );
  assert.equal(messages[1].content, "a text");
  await visitor.locator(".refused", { hasText: "The file has changed" }).waitFor();
  await visitor.getByRole("button", { name: "Remove", exact: true }).click();
  await visitor.locator(".refused").waitFor({ state: "detached" });
});

test("what was refused stands where it was written: an answer comes below it", async () => {
  const visitor = await browser.visitor();
  browser.expectedFaults.push(/400/);
  await beginChat(visitor, "hello", { name: "Refused Above" });
  const { id } = await roomOf(system, "Refused Above");
  await picker(visitor).setInputFiles(HTML);
  await send(visitor);
  await visitor.locator(".refused").waitFor();
  await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content: "the answer" });
  await visitor.locator(".messages li:last-child", { hasText: "the answer" }).waitFor();
  assert.deepEqual(await texts(visitor), ["hello", "📎 page.png", "the answer"]);
  // One that is refused once more does not move.
  await visitor.getByRole("button", { name: "Try again" }).click();
  await visitor.locator(".refused").waitFor();
  assert.deepEqual(await texts(visitor), ["hello", "📎 page.png", "the answer"]);
});

test("a picture is shown as one, once it is stored", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Picture" });
  await picker(visitor).setInputFiles({ name: "one.png", mimeType: "image/png", buffer: PNG });
  await send(visitor);
  await visitor.getByRole("img", { name: "one.png" }).waitFor();
});
