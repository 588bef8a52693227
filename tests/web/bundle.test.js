// The widget's bundles are made of its sources as they are.

import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { bundles, stored } from "./bundle.js";

for (const [path, text] of await bundles()) {
  test(`the bundle ${basename(path)} is made of the sources as they are: else run make bundle`, async () => {
    assert.ok((await stored(path)) === text);
  });
}
