// The bubble in the corner of a page, and what a site may say about it by attributes of the script: `data-title`,
// `data-greeting`, `data-language` (en, es), `data-color`, `data-text-color`, `data-position` (left), `data-theme`
// (light, dark), `data-identity` (the site's word for who it is, a JWT). The panel is loaded once it is wanted.

import { el, icon, put } from "../shared/dom.js";
import { translator } from "./texts.js";
import { keptVisit } from "./visit.js";

/** @param {string} base where the system is @param {DOMStringMap} settings */
export function start(base, settings) {
  const { t, language } = translator(settings.language || document.documentElement.lang || navigator.language);
  const host = el("div", { lang: language, class: "tribeclub-chat" });
  const root = host.attachShadow({ mode: "open" });
  const badge = el("span", { class: "badge", hidden: true });
  const button = el("button", { class: "bubble-button", type: "button", "aria-expanded": "false", onclick: () => show(button.ariaExpanded == "false") }, icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z"), badge);
  /** @type {Promise<import("./panel.js").Panel | void> | undefined} */
  let panel;

  for (const [name, value] of Object.entries({ "--accent": settings.color, "--on-accent": settings.textColor, "--scheme": settings.theme })) {
    if (value) host.style.setProperty(name, value);
  }
  host.classList.add(settings.position == "left" ? "left" : "right");
  root.append(button);
  label(0);
  for (const sheet of ["shared/conversation.css", "widget/widget.css"]) {
    root.prepend(el("link", { rel: "stylesheet", href: `${base}%ASSETS%/${sheet}` }));
  }

  /** @param {number} unread */
  function label(unread) {
    put(badge, String(unread));
    badge.hidden = !unread;
    button.setAttribute("aria-label", unread ? t("Chat, {count} unread", { count: String(unread) }) : t("Chat with us"));
  }

  function load() {
    return (panel ??= import("./panel.js").then(({ Panel }) => {
      const made = new Panel({ base, settings, t, language, unread: label, closed: () => show(false) });
      root.append(made.element);
      return made;
    }, renew));
  }

  /** After a deployment, what this widget would load is not there any more: the new one takes its place. */
  async function renew() {
    const loader = await (await fetch(`${base}/widget.js`)).text();
    const { start } = await import(`${base}${loader.match(/\/assets\/\w+/)}/widget/main.js`);
    host.remove();
    start(base, settings);
  }

  /** @param {boolean} isOpen */
  async function show(isOpen) {
    const shown = await load();
    if (!shown) return;
    const { element, focus } = shown;
    element.hidden = !isOpen;
    button.ariaExpanded = String(isOpen);
    host.classList.toggle("open", isOpen);
    if (isOpen) focus();
    else button.focus();
  }

  // Whoever has a conversation sees on every page that there is an answer.
  if (keptVisit()) load();
  document.body.append(host);
}
