// The widget of a page, `tribeclubChat`: the bubble in its corner, or the chat in an element of it. The panel is loaded
// once it is wanted. A page has one widget, however often the script runs, and whatever becomes of its body.
//
// A site says by attributes of the script what it wants (docs/widget.md): `data-title`, `data-greeting`,
// `data-language`, `data-color`, `data-text-color`, `data-theme`, `data-position`, `data-inline`, `data-launcher`,
// `data-identity`; and by functions, which are those of the types in web/client/widget.d.ts.

import { el, icon, replaceChildren } from "../shared/dom.js";
import { translator } from "../shared/i18n.js";
import { loadDesk } from "./desk.js";
import { colour, dress } from "./dress.js";
import { keepKeys } from "./keys.js";
import { listenToOpeners, takeLink } from "./openers.js";
import { VisitorStorage } from "./visitor-storage.js";

/** @typedef {Record<string, string | undefined>} Settings */
/** @typedef {import("../client/widget.js").TribeclubChat} Chat */

/**
 * The visitor, as the page knows them.
 * @typedef {object} Visitor
 * @property {string} [identity] token
 * @property {import("../client/widget.js").VisitorDetails} details
 * @property {Parameters<Chat["prefill"]>[0]} suggested only filled in
 * @property {() => Promise<void>} [refresh] gets a token in place of one that has expired
 */

const loadLanguage = (/** @type {string} */ language) => {
  // Said so, it is not looked for when the bundles are made.
  const path = `./languages/${language}.js`;
  return import(path);
};

/** Windows that the panel fills, as in the style sheet. */
const FILLED = "(max-width: 480px), (max-height: 480px)";

const NAME = "tribeclubChat";
const page = /** @type {any} */ (globalThis);

/**
 * @param {string} base where the system is @param {Settings} settings @param {EventTarget} [events]
 * @param {string} [serviceWorker] path of the one that shows notifications, on a page of ours
 * @returns {Promise<Chat>}
 */
export async function start(base, settings, events = new EventTarget(), serviceWorker = "") {
  const known = page[NAME];
  if (known?.renew) return known.renew(settings);
  const storage = new VisitorStorage();
  const host = el("div", { dir: "ltr", class: `tribeclub-chat ${settings.position == "left" ? "left" : "right"}` });
  const { inline, launcher } = settings;
  const root = host.attachShadow({ mode: "open" });
  const badge = el("span", { class: "badge", hidden: true });
  const drawing = icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z");
  const button = el("button", { class: "bubble-button", "aria-expanded": "false", onclick: toggle }, drawing, badge);
  const watcher = new MutationObserver(attach);
  /** @type {Promise<import("./panel.js").Panel | void> | undefined} */
  let loading;
  /** @type {import("./panel.js").Panel | undefined} */
  let panel;
  let isReady = false;
  let isOpen = false;
  let isInline = false;
  let isHidden = false;
  /** Element of the page that gets the focus back. @type {Element | null} */
  let opener = null;
  let unread = 0;
  /** @type {import("../shared/phrase.js").Translate} */
  let t = String;
  /** Identification that goes on; only the last one counts. @type {Promise<any> | null | undefined} */
  let identification;
  /** Said of who is signed in, the last time. @type {Parameters<Chat["identify"]>[0]} */
  let said;
  /** @type {Visitor} */
  const visitor = { details: {}, suggested: {} };
  const stopping = new AbortController();
  const { signal } = stopping;
  const ready = Promise.all([
    loadDesk(base).then(adopt),
    dress(root, base, "bubble"),
    // Beside the body, which pages replace, and transform; but never before it, or before the element that it fills.
    (inline ? document.readyState != "loading" : document.body) ||
      new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true })),
  ]);

  const chat = {
    language: "",
    title: "",
    push: (/** @type {(chat: Chat) => void} */ act) => act(chat),
    open,
    close: () => void present(false),
    toggle,
    hide: () => hide(true),
    show: () => hide(false),
    destroy,
    prefill,
    setVisitor,
    identify,
    logout,
    send,
    setLanguage,
    on,
    renew,
  };
  page[NAME] = chat;
  keepKeys(host, signal);
  for (const act of known ?? []) queueMicrotask(() => act(chat));
  // They may say who sits there.
  await null;
  if (identification === undefined) identify(settings.identity);
  root.append(button);
  host.classList.toggle("bare", launcher == "none");
  // Without them there is no widget, and the script may try again.
  const [desk] = await ready.catch((error) => {
    destroy();
    throw error;
  });
  chat.title = settings.title || t("Chat with us");
  label();
  isReady = true;
  attach();
  showButton();
  storage.onChange(showButton, signal);
  listenToOpeners((text, element) => open(text, element), signal);
  addEventListener("hashchange", followLink, { signal });
  followLink();
  emit("ready");
  resume();
  watchForGreetings(desk);
  return chat;

  /** Goes on where the visitor was on the page before. */
  async function resume() {
    await identification;
    showButton();
    // Whoever has a conversation sees on every page that there is an answer.
    if (storage.visit) load();
    if (stays()) present(true, false);
  }

  /** A chat that is open stays so while its visitor goes through the site, unless it would hide all of that. */
  function stays() {
    return storage.isOpen && storage.isUnderWay && !matchMedia(FILLED).matches;
  }

  /** Says what the desk's rules want said on a page. @param {import("./desk.js").Desk} desk */
  async function watchForGreetings({ greetings = [] }) {
    if (!greetings.length || inline) return;
    const { watchGreetings } = await import("./greetings.js");
    const say = async (/** @type {import("./greetings.js").Greeting} */ greeting, /** @type {any} */ acts) => {
      const isOff = () => button.hidden && launcher != "none";
      const isQuiet = () => isOpen || isHidden || storage.isUnderWay || isOff();
      const shown = !isQuiet() && (await load());
      if (!shown || isQuiet()) return false;
      shown.greet(greeting, acts);
      return true;
    };
    watchGreetings({ base, greetings, language: chat.language, say, signal });
  }

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
    present(isInline || stays(), false);
  }

  /** Takes from the desk what the page doesn't say itself, and speaks its languages. @param {import("./desk.js").Desk} desk */
  async function adopt(desk) {
    settings.title ||= desk.name;
    if (!settings.color) {
      settings.color = desk.color;
      settings.textColor ||= desk.text_color;
    }
    await colour(host, settings);
    await speak(desk);
    return desk;
  }

  /** @param {import("./desk.js").Desk} desk */
  async function speak(desk) {
    const preferred = () => settings.language || document.documentElement.lang || navigator.language;
    const asked = preferred();
    const spoken = await translator(asked, loadLanguage, desk);
    // Meanwhile the page may have asked for another one.
    if (asked != preferred()) return;
    t = spoken.t;
    host.lang = chat.language = spoken.language;
    host.dir = spoken.dir;
  }

  /** Opens the chat by a link to it, or goes on with one by a link in a mail. */
  async function followLink() {
    const text = takeLink();
    if (text != null) return open(text);
    if (!location.hash.startsWith("#tribeclub-")) return undefined;
    const { followMailLink } = await import("./panel.js");
    const followed = await followMailLink(base, storage, t);
    if (!followed) return undefined;
    await present(true);
    panel?.begin();
    return panel?.tell(followed);
  }

  /** @param {number} [count] of messages that were not seen */
  function label(count = unread) {
    if (count != unread) emit("unread", count);
    unread = count;
    replaceChildren(badge, String(count));
    badge.hidden = !count;
    const name = "Open chat, {count} unread message|Open chat, {count} unread messages";
    button.setAttribute("aria-label", count ? t(name, { count: String(count) }) : t("Chat with us"));
  }

  function load() {
    // The page may ask for it before anything else is there.
    loading ??= ready
      .then(() => identification)
      .then(() => Promise.all([import("./panel.js"), dress(root, base, "panel")]))
      .then(([module]) => create(module), replace);
    return loading;
  }

  /** @param {typeof import("./panel.js")} module */
  function create({ Panel }) {
    if (signal.aborted) return undefined;
    const { language } = chat;
    const opened = () => void present(true);
    const closed = () => void present(false);
    panel = new Panel({
      base,
      settings,
      serviceWorker,
      visitor,
      desk,
      t,
      language,
      storage,
      unread: label,
      opened,
      closed,
      emit,
    });
    panel.settle(isInline);
    panel.prefill();
    root.append(panel.attention.element, panel.element);
    return panel;
  }

  /** After a deployment, what this widget would load is not there any more: the new one takes its place. */
  async function replace() {
    loading = undefined;
    const loader = await (await fetch(`${base}/widget.js`)).text();
    const { start } = await import(`${base}${loader.match(/\/assets\/[\w./]+/)}`);
    destroy();
    // It knows all that the page has said.
    const repeat = (/** @type {Chat} */ next) => {
      next.identify(said);
      next.setVisitor(visitor.details);
      next.prefill(visitor.suggested);
      if (isHidden) next.hide();
    };
    page[NAME] = [repeat];
    Object.assign(chat, await start(base, settings, events, serviceWorker));
  }

  /** @param {any} [text] to begin with @param {HTMLElement} [by] */
  function open(text, by) {
    // As a listener, it gets an event.
    if (typeof text == "string" && text) prefill({ message: text });
    present(true, true, by);
  }

  function toggle() {
    present(!isOpen);
  }

  /** @param {boolean} hides */
  function hide(hides) {
    isHidden = hides;
    if (isOpen && hides) present(false);
    showButton();
  }

  /** While the desk hides, only those see the bubble who have a chat, or for whom the page opens it. */
  function showButton() {
    if (!isReady) return;
    const isDeskHidden = desk.when_closed == "hidden" && desk.is_open == false;
    button.hidden = isDeskHidden && !storage.visit && !isOpen;
    host.classList.toggle("hidden", isHidden && (isInline || !isOpen));
  }

  /** @param {boolean} isWanted @param {boolean} [isMeant] `false` if the visitor has not asked for it @param {HTMLElement} [by] */
  async function present(isWanted, isMeant = true, by) {
    const shown = await load();
    if (!shown) {
      // The widget of a new version has taken this one's place.
      if (isWanted && isMeant && chat.open != open) chat.open();
      return;
    }
    if (isWanted && isMeant && isInline) isHidden = false;
    // In the page, it is always open.
    const opens = isWanted || isInline;
    if (isMeant && !isInline) storage.isOpen = opens;
    const isFocused = !!root.activeElement;
    if (opens != isOpen) {
      isOpen = opens;
      if (opens) opener = by ?? (launcher == "none" ? document.activeElement : null);
      shown.show(opens);
      button.setAttribute("aria-expanded", String(opens));
      host.classList.toggle("open", opens);
      showButton();
      emit(opens ? "open" : "close");
    }
    if (opens && isMeant) shown.focus();
    else if (!opens && isFocused) /** @type {HTMLElement} */ (opener ?? button).focus();
  }

  /** @param {Parameters<Chat["prefill"]>[0]} given */
  function prefill(given) {
    Object.assign(visitor.suggested, given);
    panel?.prefill();
  }

  /** @param {import("../client/widget.js").VisitorDetails} given */
  function setVisitor(given) {
    Object.assign(visitor.details, given);
    panel?.introduce();
  }

  /** @param {Parameters<Chat["identify"]>[0]} given */
  function identify(given) {
    said = given;
    visitor.refresh = undefined;
    identification = null;
    if (typeof given != "function") return belong(given);
    const ask = async () => given();
    visitor.refresh = () => ask().then(belong);
    /** @type {Promise<any>} */
    const own = ask().then(
      (token) => own == identification && belong(token),
      (error) => {
        reportError(error);
        // Whose chat is here may only not be known for now.
        if (own == identification) belong(null, false);
      },
    );
    identification = own;
    return undefined;
  }

  /** @param {import("../client/widget.js").IdentityToken} token @param {boolean} [isSure] */
  function belong(token, isSure = true) {
    if (signal.aborted) return;
    visitor.identity = token || undefined;
    storage.belongTo(visitor.identity, isSure);
    panel?.begin();
    if (isReady) resume();
  }

  /**
   * The script ran again, as on a page that was changed without a load: perhaps for somebody else.
   * @param {Settings} given
   */
  function renew({ identity }) {
    if (identity != settings.identity) identify(identity);
    settings.identity = identity;
    return chat;
  }

  /** Ends the chat along with the site's own session. */
  async function logout() {
    const token = storage.visit?.token;
    storage.clear();
    visitor.details = {};
    visitor.suggested = {};
    identify(null);
    panel?.begin({ anew: true });
    if (token) await (await import("./panel.js")).signOut(base, token);
  }

  /** @param {string} text */
  async function send(text) {
    await present(true);
    if (panel) panel.send(text);
    else if (chat.send != send) await chat.send(text);
  }

  /** @param {string} language */
  async function setLanguage(language) {
    settings.language = language;
    const [desk] = await ready;
    await speak(desk);
    label();
    if (!panel) return;
    const wasOpen = isOpen;
    panel.remove();
    panel = loading = undefined;
    isOpen = false;
    if (wasOpen) present(true, false);
    else load();
  }

  /** @param {string} type @param {any} [detail] */
  function emit(type, detail) {
    events.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @type {Chat["on"]} */
  function on(type, listener) {
    const act = (/** @type {any} */ { detail }) => listener(detail);
    events.addEventListener(type, act);
    if (type == "ready" && isReady) queueMicrotask(() => act({ detail: null }));
    return () => events.removeEventListener(type, act);
  }

  function destroy() {
    stopping.abort();
    watcher.disconnect();
    panel?.remove();
    panel = undefined;
    host.remove();
    if (page[NAME] == chat) delete page[NAME];
  }
}
