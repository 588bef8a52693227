// Install: the snippet for a website with the system's own address, as an admin chooses, the widget as it will look, and
// whether it works.

import { contrast, readableOn } from "../shared/contrast.js";
import { copy } from "../shared/copy.js";
import { el, replaceChildren } from "../shared/dom.js";
import { Input, labelled } from "../shared/field.js";
import { head, loadInto } from "./components.js";
import { LANGUAGE_NAMES } from "./languages.js";
import { FirstChat } from "./first-chat.js";
import { policy, snippet } from "./snippet.js";
import { WidgetPreview } from "./widget-preview.js";

/** @import { Choices } from "./snippet.js" */

/** The widget's colour where neither the desk nor the site has one. */
const COLOR = "#3b4fd8";
/** Least contrast of text, and of a bubble on a page, by WCAG. */
const TEXT_CONTRAST = 4.5;
const BUBBLE_CONTRAST = 3;

/** @type {[value: string, label: string][]} */
const PLACES = [
  ["right", "Bubble, bottom right"],
  ["left", "Bubble, bottom left"],
  ["launcher", "Opened by your own button"],
  ["inline", "In an element of the page"],
];

/** @type {[value: string, label: string][]} */
const THEMES = [
  ["", "Same as your page"],
  ["light", "Light"],
  ["dark", "Dark"],
  ["auto", "Visitor’s system setting"],
];

/** Words about a place. @type {Record<string, string>} */
const HINTS = {
  launcher: "Any element opens the chat: <button data-tribeclub-open>Chat with us</button>",
  inline: "The chat fills this element. Pages without it show the bubble.",
};

/** @type {import("./sections.js").Show} */
export function showInstall(place, { api }) {
  const body = el("div", { class: "install" });
  const preview = new WidgetPreview();
  const first = new FirstChat(api);
  place.append(head("Install"), body);
  loadInto(
    body,
    () => api.get("/api/settings/"),
    (all) => shown(all, preview, first),
  );
  return () => {
    preview.stop();
    first.stop();
  };
}

/**
 * @param {any} settings @param {WidgetPreview} preview @param {FirstChat} first
 * @returns {import("../shared/dom.js").Child}
 */
function shown({ profile, texts, settings }, preview, first) {
  const setting = (/** @type {string} */ name) =>
    settings.find((/** @type {{name: string}} */ setting) => setting.name == name)?.value ?? "";
  const languages = texts.offered_languages.length ? texts.offered_languages : Object.keys(LANGUAGE_NAMES);
  const field = (/** @type {import("../shared/field.js").Field} */ options) =>
    new Input(options, `install-${options.name}`);
  const where = field({ name: "where", label: "Where the chat stands", type: "select", options: PLACES });
  const selector = field({ name: "selector", label: "Element (CSS selector)", value: "#support" });
  const title = field({
    name: "title",
    label: "Title",
    maxlength: 60,
    hint: `Leave empty for ${profile.name ? `“${profile.name}”` : "“Chat with us”"}.`,
  });
  const color = colorField("Colour", profile.color || COLOR);
  const textColor = field({
    name: "text-color",
    label: "Text on it",
    hint: "Leave empty for black or white, whichever is easier to read.",
  });
  const language = field({
    name: "language",
    label: "Language",
    type: "select",
    options: [
      ["", "Same as your page"],
      ...languages.map((/** @type {string} */ code) => [code, LANGUAGE_NAMES[code] ?? code]),
    ],
  });
  const theme = field({ name: "theme", label: "Light or dark", type: "select", options: THEMES });
  const hint = el("p", { class: "muted" });
  const verdict = el("div", { class: "verdict", role: "status" });
  const code = el("code");

  const show = () => {
    const at = String(where.value);
    /** @type {Partial<Choices>} */
    const choices = {
      title: String(title.value),
      language: String(language.value),
      color: color.value,
      textColor: String(textColor.value),
      theme: String(theme.value),
      position: at == "left" ? "left" : "",
      inline: at == "inline" ? String(selector.value) : "",
      launcher: at == "launcher" ? "none" : "",
    };
    selector.element.hidden = at != "inline";
    replaceChildren(hint, HINTS[at] ?? "");
    hint.hidden = !HINTS[at];
    const chosen = colorsOf(choices, profile);
    replaceChildren(verdict, verdictOn(chosen));
    replaceChildren(code, snippet(location.origin, choices));
    preview.show(choices, chosen);
  };

  const origins = setting("ALLOWED_ORIGINS");
  const lines = el(
    "code",
    {},
    policy(location.origin, { websocket: setting("WEBSOCKET_URL"), files: setting("FILES_URL") }),
  );
  const options = el(
    "form",
    {
      class: "card pad settings",
      "aria-labelledby": "install-look",
      oninput: show,
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    el("h2", { id: "install-look" }, "Make it yours"),
    el("p", { class: "muted" }, "What you leave empty comes from ", el("a", { href: "#/settings" }, "Settings"), "."),
    el(
      "div",
      { class: "fields" },
      where.element,
      selector.element,
      hint,
      title.element,
      color.element,
      textColor.element,
      verdict,
      language.element,
      theme.element,
    ),
  );
  const result = el(
    "section",
    { class: "card pad settings", "aria-labelledby": "install-snippet" },
    el("h2", { id: "install-snippet" }, "Add it to your website"),
    el("p", { class: "muted" }, "Paste this before </body> on every page. It loads in the background."),
    block("Snippet", code),
    origins &&
      origins != "*" &&
      el("p", { class: "muted" }, `Your website’s address must be in ALLOWED_ORIGINS, which is ${origins} now.`),
    el(
      "details",
      {},
      el("summary", {}, "Does your website have a Content-Security-Policy?"),
      el("p", { class: "muted" }, "Then it must allow these, beside what it allows now:"),
      block("Content-Security-Policy", lines),
    ),
    el(
      "p",
      { class: "muted" },
      "No website? Link to the ",
      el("a", { href: "/chat/", target: "_blank" }, "chat’s own page"),
      ".",
    ),
  );
  const beside = el(
    "section",
    { class: "beside", "aria-labelledby": "install-preview" },
    el("h2", { id: "install-preview" }, "Preview"),
    preview.element,
    el("p", { class: "muted" }, "This is the real chat: a message from here reaches your agents."),
  );
  show();
  return [el("div", { class: "choices-and-result" }, first.element, options, result), beside];
}

/** A colour by picker or by name; empty, it is the desk's. @param {string} label @param {string} standard */
function colorField(label, standard) {
  const text = el("input", {
    type: "text",
    name: "color",
    autocomplete: "off",
    "aria-describedby": "install-color-hint",
  });
  const picker = el("input", { type: "color", value: hexOf(standard), "aria-label": `${label}: pick one` });
  picker.oninput = () => (text.value = picker.value);
  text.oninput = () => (picker.value = hexOf(CSS.supports("color", text.value) ? text.value : standard));
  const hint = el("span", { class: "hint", id: "install-color-hint" }, `Leave empty for your own, ${standard}.`);
  const element = el("div", { class: "field color-field" }, labelled(label, text), picker, hint);
  return {
    element,
    get value() {
      const value = text.value.trim();
      return CSS.supports("color", value) ? value : "";
    },
  };
}

/** A colour as pickers take it. @param {string} color */
function hexOf(color) {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return color;
  context.fillStyle = color;
  return /^#......$/.test(context.fillStyle) ? context.fillStyle : COLOR;
}

/** Colours of the bubble, and of what stands on it. @param {Partial<Choices>} choices @param {{color: string, text_color: string}} profile */
function colorsOf({ color, textColor = "" }, profile) {
  const shown = color || profile.color || COLOR;
  const own = [textColor, color ? "" : profile.text_color].find((one) => one && CSS.supports("color", one));
  return { color: shown, textColor: own ?? readableOn(shown) };
}

/** Whether the colours can be read and seen. @param {{color: string, textColor: string}} colors */
function verdictOn({ color, textColor }) {
  const [text, bubble] = [contrast(color, textColor), contrast(color, "#fff")];
  const line = (/** @type {boolean} */ isGood, /** @type {string} */ said) =>
    el("p", { class: isGood ? "good" : "warn" }, said);
  const isReadable = text >= TEXT_CONTRAST;
  return [
    line(isReadable, `Text is ${isReadable ? "easy" : "hard"} to read on it (${text.toFixed(1)}:1).`),
    bubble < BUBBLE_CONTRAST && line(false, `The bubble is hard to see on a white page (${bubble.toFixed(1)}:1).`),
  ];
}

/** Code with a button that copies it. @param {string} label @param {HTMLElement} code */
function block(label, code) {
  const button = el(
    "button",
    { type: "button", class: "primary", onclick: () => copy(code.textContent ?? "", code) },
    "Copy",
  );
  button.setAttribute("aria-label", `Copy: ${label}`);
  return el("div", { class: "copied" }, el("pre", { tabIndex: 0, role: "group", "aria-label": label }, code), button);
}
