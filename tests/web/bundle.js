// Bundles of the widget, in web/bundle/: what is loaded together is one file. They are part of the repository, since
// the program and the functions are built without Node; a test compares them with what they are made of.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const WEB = fileURLToPath(new URL("../../web/", import.meta.url));
const OUTPUT = join(WEB, "bundle");

/** What is loaded at once, and what it loads later. */
const ENTRIES = ["main.js", "panel.js", "color.js", "greetings.js", "faq.js", "push.js", "bubble.css", "panel.css"];

/** The bundles as they must be, by their paths. @returns {Promise<Map<string, string>>} */
export async function bundles() {
  const languages = (await readdir(join(WEB, "widget/languages"))).map((file) => `languages/${file}`);
  const { outputFiles } = await build({
    absWorkingDir: WEB,
    entryPoints: [...ENTRIES, ...languages].map((path) => `widget/${path}`),
    external: ["./panel.js", "./color.js", "./greetings.js", "./faq.js", "./push.js", "./languages/*"],
    outbase: "widget",
    outdir: OUTPUT,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    write: false,
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

/** The bundle as it is. @param {string} path */
export function stored(path) {
  return readFile(path, "utf8").catch(() => "");
}

if (process.argv[1] == fileURLToPath(import.meta.url)) {
  await rm(OUTPUT, { recursive: true, force: true });
  for (const [path, text] of await bundles()) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
