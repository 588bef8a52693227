// The npm package of the client, packed and unpacked as an application would get it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const PACK = fileURLToPath(new URL("pack", import.meta.url));

/** Installs the package in a folder of its own. */
export function installPackage() {
  const folder = mkdtempSync(join(tmpdir(), "tribeclub-chat-"));
  after(() => rmSync(folder, { recursive: true }));
  const installed = join(folder, "node_modules/@tribeclub/chat");
  mkdirSync(installed, { recursive: true });
  const tarball = execFileSync(PACK, [join(folder, "package")], { encoding: "utf8" }).trim();
  execFileSync("tar", ["xzf", tarball, "--strip-components=1", "-C", installed]);
  const files = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  /** @returns {Promise<typeof import("../../web/client/index.js")>} */
  const load = () => import(pathToFileURL(join(installed, "index.js")).href);
  return { folder, installed, files, load };
}
