// Blocks of code: highlighted, in a scroll box of their own, with a button to copy them.

import { copy } from "../shared/copy.js";
import { el, replaceChildren } from "../shared/dom.js";

/** Length up to which a text is highlighted: longer ones take too long. */
const HIGHLIGHT_LIMIT = 100_000;

const STRING = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/;
const NUMBER = /(?<=[\s([,]|^)-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/;
const WORD =
  /\b(?:async|await|const|else|false|for|from|import|let|mut|new|None|null|return|True|False|true|use|with)\b/;
const TOKENS = new RegExp(`(${STRING.source})(\\s*:(?!:))?|(${NUMBER.source})|(${WORD.source})`, "g");

/** Colours JSON, and the samples' languages well enough. @param {string} text @returns {(Node | string)[]} */
function highlight(text) {
  if (text.length > HIGHLIGHT_LIMIT) return [text];
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [whole, string, colon = "", number] = match;
    const kind = string ? (colon ? "key" : "string") : number ? "number" : "word";
    parts.push(text.slice(end, match.index), el("span", { class: kind }, string ?? whole), colon);
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
}

export class CodeBlock {
  #text = "";
  #code = el("code");

  /** @param {string} label what the code is @param {import("../shared/dom.js").Child} head what stands above it */
  constructor(label, head) {
    const button = el(
      "button",
      { type: "button", class: "quiet copy", onclick: () => copy(this.#text, this.#code) },
      "Copy",
    );
    button.setAttribute("aria-label", `Copy: ${label}`);
    this.element = el(
      "div",
      { class: "code" },
      el("div", { class: "code-head" }, head, button),
      el("pre", { tabIndex: 0, role: "group", "aria-label": label }, this.#code),
    );
  }

  /** @param {string} text */
  show(text) {
    this.#text = text;
    replaceChildren(this.#code, ...highlight(text));
  }
}

/** @param {any} value @param {number} [indent] */
export function json(value, indent = 2) {
  return JSON.stringify(value, null, indent);
}

/**
 * Buttons of which one is chosen.
 * @param {string} label @param {[value: string, text: string][]} options @param {(value: string) => void} choose
 */
export function choiceBar(label, options, choose) {
  const buttons = options.map(([value, text]) =>
    el("button", { type: "button", class: "quiet", value, onclick: () => choose(value) }, text),
  );
  return {
    element: el("div", { class: "choice", role: "group", "aria-label": label }, buttons),
    /** @param {string} chosen */
    mark(chosen) {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.value == chosen));
    },
  };
}
