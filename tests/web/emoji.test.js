// The console's list of emoji is that of the package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { emojiList, storedList } from "./emoji.js";

test("the list of emoji is made of the package as it is: else run npm run emoji", async () => {
  assert.ok((await storedList()) === emojiList());
});
