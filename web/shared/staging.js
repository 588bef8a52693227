// Files that are chosen and not sent yet: each with its size, and a way to leave it out. One that can't be sent says
// why, in a line of its own, until it is put away.

import { size } from "./bubble.js";
import { el, naming } from "./dom.js";

/** The largest file, in bytes. */
const SIZE_LIMIT = 20 * 1024 * 1024;
/** File types for the file picker. The server decides by a file's bytes. */
export const ACCEPTED =
  ".png,.jpg,.jpeg,.gif,.webp,.heic,.heif,.pdf,.txt,.csv,.zip,.docx,.xlsx,.pptx,.mp3,.m4a,.ogg,.amr,.mp4,.mov,.3gp,.webm";

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */

export class Staging {
  /** @type {Map<File, HTMLElement>} */
  #staged = new Map();
  #t;
  #left;

  /** @param {Translate} t @param {() => void} left once a file was left out */
  constructor(t, left) {
    this.#t = t;
    this.#left = left;
    this.element = el("div", { class: "staging" });
  }

  /** @param {Iterable<File> | null | undefined} files */
  add(files) {
    for (const file of files ?? []) {
      let fault = "";
      if (!file.size) fault = "{name} is empty.";
      if (file.size > SIZE_LIMIT) fault = "{name} is too large. The limit is 20 MB.";
      const about = fault
        ? naming(this.#t, fault, file.name)
        : ["📎 ", el("bdi", {}, file.name), ` ${size(file.size)}`];
      const line = this.#line(about, file, !!fault);
      if (!fault) this.#staged.set(file, line);
      this.element.append(line);
    }
  }

  get isEmpty() {
    return !this.#staged.size;
  }

  /** The files, to be sent. What is wrong with others stays. */
  take() {
    const files = [...this.#staged.keys()];
    for (const line of this.#staged.values()) line.remove();
    this.#staged.clear();
    return files;
  }

  /** @param {import("./dom.js").Child[]} about @param {File} file @param {boolean} isFault */
  #line(about, file, isFault) {
    const label = this.#t("Remove {name}", { name: file.name });
    const leaveOut = () => {
      this.#staged.delete(file);
      line.remove();
      this.#left();
    };
    const remove = el("button", { type: "button", class: "quiet", "aria-label": label, onclick: leaveOut }, "✕");
    const line = el(
      "p",
      { class: isFault ? "fault" : "staged", role: isFault ? "alert" : null },
      el("span", {}, ...about),
      remove,
    );
    return line;
  }
}
