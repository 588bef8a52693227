// The console's list of emoji, in web/console/emoji-list.js, made of the package emojilib. It is part of the repository,
// since the program and the functions are built without Node; a test compares it with the package.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import keywords from "emojilib" with { type: "json" };

const PATH = fileURLToPath(new URL("../../web/console/emoji-list.js", import.meta.url));
const HEAD = `// All emoji with their names and words for them; made by \`npm run emoji\` in tests/web, of emojilib (MIT).

/** Emoji, its name, and after commas what else it is found by. */
export const EMOJI = [
`;

/** The list as it must be. */
export function emojiList() {
  const lines = Object.entries(keywords).map(([emoji, words]) => {
    const texts = words.map((word) => word.replaceAll("_", " ").replaceAll(",", ""));
    return `  ${JSON.stringify(`${emoji} ${[...new Set(texts)].join(",")}`)},\n`;
  });
  return `${HEAD}${lines.join("")}];\n`;
}

/** The list as it is. */
export function storedList() {
  return readFile(PATH, "utf8").catch(() => "");
}

if (process.argv[1] == fileURLToPath(import.meta.url)) await writeFile(PATH, emojiList());
