// The widget beside what is chosen for it: the real one, in an element that stands for a page.

import { el, icon } from "../shared/dom.js";

const BUNDLE = "%ASSETS%/bundle/main.js";
/** Time after the last change before it is shown, in milliseconds. */
const DELAY = 300;

export class WidgetPreview {
  #place = el("div", { id: "widget-preview" });
  #bubble = el(
    "div",
    { class: "preview-bubble", "aria-hidden": "true" },
    icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z"),
  );
  #timer = 0;
  /** Changes are shown one after the other. */
  #shown = Promise.resolve();
  #isOver = false;
  element = el("div", { class: "preview" }, this.#place, this.#bubble);

  /**
   * @param {Partial<import("./snippet.js").Choices>} choices
   * @param {{color: string, textColor: string}} colors that follow from them
   */
  show({ title, greeting, language, color, textColor, theme, position, inline, launcher }, colors) {
    this.element.classList.toggle("left", position == "left");
    this.#bubble.hidden = Boolean(inline || launcher);
    this.#bubble.style.background = colors.color;
    this.#bubble.style.color = colors.textColor;
    clearTimeout(this.#timer);
    const settings = {
      title,
      greeting,
      language,
      color,
      textColor,
      theme: theme || "light",
      inline: "#widget-preview",
    };
    this.#timer = setTimeout(() => (this.#shown = this.#shown.then(() => this.#start(settings))), DELAY);
  }

  /** @param {import("../widget/main.js").Settings} settings */
  async #start(settings) {
    if (this.#isOver) return;
    this.#end();
    /** @type {typeof import("../widget/main.js")} */
    const { start } = await import(BUNDLE);
    if (!this.#isOver) await start(location.origin, settings).catch(() => {});
  }

  /** Ends the widget that is shown. */
  #end() {
    const { tribeclubChat } = window;
    if (tribeclubChat && "destroy" in tribeclubChat) tribeclubChat.destroy();
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#end();
  }
}
