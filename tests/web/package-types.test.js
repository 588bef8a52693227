// The types of the npm package: an application in strict TypeScript compiles with them, and its mistakes don't.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { installPackage } from "./packed.js";

const { folder } = installPackage();
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));

const OPTIONS = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom", "--skipDefaultLibCheck"];

const CONSUMER = `
import { ApiError, connect, signIn, startChat, type Chat, type Message, type Room } from "@tribeclub/chat";
import type { Frame, NewRoom, OutgoingFrame, paths } from "@tribeclub/chat/types";
import type { TribeclubChat } from "@tribeclub/chat/widget";

const tokens = await signIn("https://chat.example", "maria", "secret");
const chat: Chat = connect({ url: "https://chat.example", tokens, onTokens: ({ refresh }) => console.log(refresh) });
const visitor = await startChat("https://chat.example", { initial_message: "Hello" });
connect({ url: "https://chat.example", token: visitor.token }).follow(visitor.chat_room_id);
connect({ url: "https://chat.example", getToken: async (refused?: string) => refused ?? null });

const end: () => void = chat.on("message", ({ room, message }) => {
  const seq: number = message.seq;
  const agent: string | null | undefined = room.fields?.agent_name;
  if (message.sender_type == "user") console.log(seq, agent);
});
chat.on("typing", ({ data }) => console.log(data.name, data.is_typing));
chat.on("status", (status) => status == "offline");
const fields: NewRoom = { subject: "Delivery" };
const room: Room = await chat.openRoom(fields);
const sent: Promise<Message> = room.send("Where is it?");
sent.catch((error) => error instanceof ApiError && error.fields);
room.outgoing.map(({ id, error }) => error?.code == "throttled" && room.retry(id));
for (const [id, { messages, lastSeq }] of chat.rooms) console.log(id, messages.at(-1)?.content, lastSeq);
type Profile = paths["/api/users/me/"]["get"]["responses"][200]["content"]["application/json"];
const profile: Profile = await chat.api.get("/api/users/me/");
const { results } = await chat.api.get(\`/api/chat-rooms/\${room.id}/messages/\`, { page_size: 5 });
const contents: string[] = results.map(({ content }) => content);
const read: number = (await chat.api.post("/api/messages/mark_chat_read/", { chat_room_id: room.id })).updated_count;
const gone: null = await chat.api.request("DELETE", "/api/auth/sessions/0193a1c2-7b4e-7c3a-9f51-2d8e6b0f4a17/");
const subjects = (frame: Frame) => frame.type == "sync" && frame.data.rooms.map(({ events }) => events[0]?.data);
const ping: OutgoingFrame = { action: "ping", rooms: [room.id] };
console.log(contents, read, gone, subjects, ping);
end();
chat.close();
console.log(profile.user.username);
(window.tribeclubChat ||= []).push((widget: TribeclubChat) => {
  widget.identify(async () => null);
  widget.on("chat-started", ({ id }) => widget.prefill({ name: "Maria", message: id }));
  const stop: () => void = widget.on("unread", (count) => count > 0 && widget.open("Hello"));
  stop();
});
`;

/** Mistakes, one each. */
const MISTAKES = [
  'chat.on("mesage", () => {});',
  "chat.on('message', ({ message }) => message.text);",
  "room.send(7);",
  "connect({ token: 'without an address' });",
  "chat.rooms.set('a', room);",
  "chat.driver;",
  "chat.api.get('/api/chat-roms/');",
  `chat.api.get(\`/api/chat-rooms/\${room.id}/nothing/\`);`,
  "chat.api.get(room.id);",
  "chat.api.get('/api/chat-rooms/', { colour: 'red' });",
  "chat.api.post('/api/chat-rooms/', { subjekt: 'Delivery' });",
  "chat.api.post('/api/users/me/');",
  `chat.api.request("DELETE", \`/api/messages/\${room.id}/\`);`,
  "chat.api.get('/api/users/me/').then(({ nickname }) => nickname);",
  "chat.api.all('/api/chat-rooms/').then(([first]) => first.colour);",
  "chat.on('typing', ({ data }) => data.content);",
  "chat.on('error', ({ code }) => code == 'not_authenticated');",
  "window.tribeclubChat?.push((widget) => widget.on('opened', () => {}));",
  "window.tribeclubChat?.push((widget) => widget.on('message', ({ content }) => content));",
  "window.tribeclubChat?.push((widget) => widget.setVisitor({ nickname: 'Maria' }));",
  "const pong: OutgoingFrame = { action: 'pong' };",
  "const reading: OutgoingFrame = { action: 'read', room_id: room.id };",
];

const compilers = ["node_modules/typescript/bin/tsc", "../api-types/node_modules/typescript/bin/tsc"];

for (const [index, module] of ["nodenext", "esnext"].entries()) {
  test(`with modules of ${module}, a strict application compiles, and each of its mistakes is found`, () => {
    const resolution = module == "esnext" ? ["--moduleResolution", "bundler"] : [];
    const tsc = fileURLToPath(new URL(compilers[index], import.meta.url));
    const wrong = MISTAKES.map((mistake, count) => `export const mistake${count} = () => {\n${mistake}\n};\n`).join("");
    writeFileSync(join(folder, "application.ts"), CONSUMER + wrong);
    const { stdout } = spawnSync(
      process.execPath,
      [tsc, ...OPTIONS, "--module", module, ...resolution, "application.ts"],
      { cwd: folder, encoding: "utf8" },
    );
    const lines = stdout.matchAll(/application\.ts\((\d+),/g);
    const first = CONSUMER.split("\n").length + 1;
    const found = new Set([...lines].map(([, line]) => Number(line)));
    assert.deepEqual(
      [...found],
      MISTAKES.map((_, count) => first + 3 * count),
      stdout,
    );
  });
}
