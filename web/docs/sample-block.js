// An operation's request in the language that the reader has chosen: one for the whole page, and for the next visit.

import { local } from "../client/storage.js";
import { CodeBlock, choiceBar } from "./code.js";
import { LANGUAGES } from "./samples.js";

const NAME = "docs.language";

/** @type {Set<SampleBlock>} */
const blocks = new Set();
let language = local.get(NAME) in LANGUAGES ? local.get(NAME) : "curl";

/** @param {string} chosen */
function choose(chosen) {
  language = chosen;
  local.set(NAME, chosen);
  for (const block of blocks) block.render();
}

export class SampleBlock {
  #request;
  #languages = choiceBar(
    "Language",
    Object.entries(LANGUAGES).map(([name, { label }]) => [name, label]),
    choose,
  );
  #block = new CodeBlock("Code sample", this.#languages.element);
  element = this.#block.element;

  /** @param {import("./requests.js").Request} request */
  constructor(request) {
    this.#request = request;
    blocks.add(this);
    this.render();
  }

  /** @param {import("./requests.js").Request} request */
  show(request) {
    this.#request = request;
    this.render();
  }

  render() {
    this.#languages.mark(language);
    this.#block.show(LANGUAGES[language].write(this.#request));
  }
}
