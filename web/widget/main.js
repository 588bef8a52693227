// The bubble in the corner of a page, and what a site may say about it by attributes of the script: `data-title`,
// `data-greeting`, `data-language` (en, es), `data-color`, `data-text-color`, `data-position` (left), `data-inline`
// (a selector: the chat fills this element of the page wherever there is one), `data-theme` (light, dark, or auto: as
// the visitor prefers; else as the page), `data-identity` (the site's identity token, a JWT). The panel is loaded once
// it is wanted. A page has one widget, however often the script runs, and whatever
// becomes of its body.

import { el, icon, replaceChildren } from "../shared/dom.js";
import { translator } from "../shared/i18n.js";
import { loadDesk } from "./desk.js";
import { VisitorStorage } from "./visitor-storage.js";

/** @typedef {Record<string, string | undefined>} Settings */

const loadLanguage = (/** @type {string} */ language) => import(`./languages/${language}.js`);

/** Windows that the panel fills, as in the style sheet. */
const FILLED = "(max-width: 480px), (max-height: 480px)";

/** Functions for the page, as `tribeclubChat`. */
const NAME = "tribeclubChat";
const page = /** @type {any} */ (globalThis);

/**
 * @param {string} base where the system is @param {Settings} settings
 * @returns {Promise<{language: string, title: string}>} what the widget speaks, and what it is called
 */
export async function start(base, settings) {
  if (page[NAME]) return page[NAME].renew(settings);
  const storage = new VisitorStorage();
  const host = el("div", { dir: "ltr", class: `tribeclub-chat ${settings.position == "left" ? "left" : "right"}` });
  const { inline } = settings;
  const root = host.attachShadow({ mode: "open" });
  const badge = el("span", { class: "badge", hidden: true });
  const drawing = icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z");
  const button = el(
    "button",
    { class: "bubble-button", type: "button", "aria-expanded": "false", onclick: toggle },
    drawing,
    badge,
  );
  const watcher = new MutationObserver(attach);
  /** @type {Promise<import("./panel.js").Panel | void> | undefined} */
  let loading;
  /** @type {import("./panel.js").Panel | undefined} */
  let panel;
  let isOpen = false;
  let isInline = false;
  const stopping = new AbortController();
  const { signal } = stopping;

  const api = {
    open: () => show(true),
    close: () => show(false),
    toggle,
    logout,
    destroy,
    renew,
    language: "",
    title: "",
  };
  page[NAME] = api;
  keepKeys(host, signal);
  root.append(button);
  storage.belongTo(settings.identity);
  const ready = Promise.all([
    loadDesk(base).then(adopt),
    dress(root, base),
    // Beside the body, which pages replace, and transform; but never before it, or before the element that it fills.
    (inline ? document.readyState != "loading" : document.body) ||
      new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true })),
  ]);
  // Without them there is no widget, and the script may try again.
  const [{ desk, t, language }] = await ready.catch((error) => {
    destroy();
    throw error;
  });
  host.lang = api.language = language;
  api.title = settings.title || t("Chat with us");
  label(0);
  attach();
  showButton();
  storage.onChange(showButton, signal);
  // Whoever has a conversation sees on every page that there is an answer.
  if (storage.visit) load();
  if (stays()) show(true, false);
  if (location.hash.startsWith("#tribeclub-")) followLink();
  return api;

  /** Puts the widget where it belongs, also after the page has removed it, or the element that it fills. */
  function attach() {
    if (signal.aborted) return;
    const filled = inline && document.querySelector(inline);
    const place = filled || document.documentElement;
    if (host.isConnected && host.parentNode == place) return;
    place.append(host);
    if (inline) watcher.observe(document, { childList: true, subtree: true });
    else for (const parent of [document, place]) watcher.observe(parent, { childList: true });
    if (isInline == !!filled) return;
    isInline = !!filled;
    host.classList.toggle("inline", isInline);
    panel?.settle(isInline);
    show(isInline || stays(), false);
  }

  /** A chat that is open stays so while its visitor goes through the site, unless it would hide all of that. */
  function stays() {
    return storage.isOpen && storage.isUnderWay && !matchMedia(FILLED).matches;
  }

  /** Takes from the desk what the page doesn't say itself, and speaks its languages. @param {import("./desk.js").Desk} desk */
  async function adopt(desk) {
    settings.title ||= desk.name;
    if (!settings.color) {
      settings.color = desk.color;
      settings.textColor ||= desk.text_color;
    }
    await colour(host, settings);
    const preferred = settings.language || document.documentElement.lang || navigator.language;
    return { desk, ...(await translator(preferred, loadLanguage, desk)) };
  }

  /** Follows a link in a mail. */
  async function followLink() {
    const { followMailLink } = await import("./panel.js");
    const followed = await followMailLink(base, storage, t);
    if (!followed) return;
    await show(true);
    panel?.begin();
    panel?.tell(followed);
  }

  /** @param {number} unread */
  function label(unread) {
    replaceChildren(badge, String(unread));
    badge.hidden = !unread;
    const name = "Open chat, {count} unread message|Open chat, {count} unread messages";
    button.setAttribute("aria-label", unread ? t(name, { count: String(unread) }) : t("Chat with us"));
  }

  function load() {
    // The page may ask for it before anything else is there.
    loading ??= ready.then(() => import("./panel.js")).then(create, replace);
    return loading;
  }

  /** @param {typeof import("./panel.js")} module */
  function create({ Panel }) {
    if (signal.aborted) return undefined;
    panel = new Panel({
      base,
      settings,
      desk,
      t,
      language,
      storage,
      unread: label,
      opened: () => show(true),
      closed: () => show(false),
    });
    panel.settle(isInline);
    root.append(panel.attention.element, panel.element);
    return panel;
  }

  /** After a deployment, what this widget would load is not there any more: the new one takes its place. */
  async function replace() {
    loading = undefined;
    const loader = await (await fetch(`${base}/widget.js`)).text();
    const { start } = await import(`${base}${loader.match(/\/assets\/[\w./]+/)}`);
    destroy();
    start(base, settings);
  }

  function toggle() {
    return show(!isOpen);
  }

  /** While the desk hides, only those see it who have a chat, or for whom the page opens it. */
  function showButton() {
    button.hidden = desk.when_closed == "hidden" && desk.is_open == false && !storage.visit && !isOpen;
  }

  /** @param {boolean} open @param {boolean} [isMeant] `false` if the visitor has not asked for it */
  async function show(open, isMeant = true) {
    const shown = await load();
    if (!shown) return;
    // In the page, it is always open.
    const opens = open || isInline;
    if (isMeant && !isInline) storage.isOpen = opens;
    const isFocused = !!root.activeElement;
    if (opens != isOpen) {
      isOpen = opens;
      shown.show(opens);
      button.setAttribute("aria-expanded", String(opens));
      host.classList.toggle("open", opens);
      showButton();
    }
    if (opens && isMeant) shown.focus();
    else if (!opens && isFocused) button.focus();
  }

  /**
   * The script ran again, as on a page that was changed without a load: perhaps for somebody else.
   * @param {Settings} given
   */
  function renew({ identity }) {
    settings.identity = identity;
    storage.belongTo(identity);
    panel?.begin();
  }

  /** Ends the chat along with the site's own session. */
  async function logout() {
    const token = storage.visit?.token;
    storage.clear();
    renew({});
    panel?.begin({ anew: true });
    if (token) await (await import("./panel.js")).signOut(base, token);
  }

  function destroy() {
    stopping.abort();
    watcher.disconnect();
    panel?.stop();
    host.remove();
    delete page[NAME];
  }
}

/**
 * Keeps keys from the page's shortcuts. Before any listener of the page, one in the window takes the key off its way,
 * and a copy that can't leave the shadow tree goes on. The key's own effect stays.
 * @param {HTMLElement} host @param {AbortSignal} signal
 */
function keepKeys(host, signal) {
  const listener = (/** @type {Event} */ event) => {
    const target = event.composedPath()[0];
    if (event.target != host || target == host) return;
    event.stopImmediatePropagation();
    const init = new Proxy(event, { get: (key, name) => name != "composed" && Reflect.get(key, name) });
    if (!target.dispatchEvent(new KeyboardEvent(event.type, init))) event.preventDefault();
  };
  for (const type of ["keydown", "keypress", "keyup"]) addEventListener(type, listener, { capture: true, signal });
}

/**
 * Sheets made by script are what no `style-src` of a page forbids. Nothing is shown before they are there.
 * @param {ShadowRoot} root @param {string} base
 */
async function dress(root, base) {
  const answer = await fetch(`${base}%ASSETS%/bundle/widget.css`);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const text = await answer.text();
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // A browser that makes none, as of iOS 16.
    root.prepend(el("style", {}, text));
  }
}

/** Applies the site's colours. @param {HTMLElement} host @param {Settings} settings */
async function colour(host, { color = "", textColor, theme }) {
  const isColor = CSS.supports("color", color);
  const onColor = textColor || (isColor && (await import("./color.js")).readableOn(color));
  const own = {
    "--accent": isColor && color,
    "--on-accent": onColor,
    "--scheme": theme == "auto" ? "light dark" : theme,
  };
  for (const [name, value] of Object.entries(own)) if (value) host.style.setProperty(name, value);
}
