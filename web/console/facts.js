// Names with values, without those that have none.

import { el } from "../shared/dom.js";

/**
 * A line: a text, or an element that says the same.
 * @typedef {{name: string, text: string | null | undefined | false, make?: () => import("../shared/dom.js").Child}} Fact
 */

/** @param {Fact[]} facts */
export function factList(facts) {
  const known = facts.filter(({ text }) => text);
  return el(
    "dl",
    {},
    known.map(({ name, text, make }) =>
      el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, make ? make() : text)),
    ),
  );
}
