// Greetings: what the widget says by itself where a rule of the desk wants that. Each is said once to a visitor, and none
// once they have dismissed one, until they come back.

import { local, session } from "../client/storage.js";

/** @typedef {NonNullable<import("./desk.js").Desk["greetings"]>[number]} Greeting */
/**
 * Parts of the page that greetings depend on.
 * @typedef {{url: string, referrer: string, language: string, isReturning: boolean, seconds: number, percent: number, hasLeft: boolean}} Scene
 */

/** Name under which the browser keeps the greetings that were said. */
const SAID = "greetings";
/** Name under which it keeps that somebody was here, and the tab that this was before the visit. */
const VISITED = "visited";
/** Name under which the tab keeps that the visitor wants none. */
const DISMISSED = "greeting-dismissed";

/** @param {Greeting} greeting @param {Scene} scene */
export function isMet(greeting, { url, referrer, language, isReturning, seconds, percent, hasLeft }) {
  const { visitors } = greeting;
  return (
    (!greeting.language || greeting.language == language) &&
    (visitors == "all" || (visitors == "returning") == isReturning) &&
    (!greeting.referrer || referrer.includes(greeting.referrer)) &&
    isOn(greeting.page, url) &&
    seconds >= greeting.after_seconds &&
    percent >= greeting.scroll_percent &&
    (hasLeft || !greeting.on_exit)
  );
}

/** `true` if a page has this path, or this address if it is one. @param {string} page @param {string} url */
function isOn(page, url) {
  if (!page) return true;
  const { origin, pathname, search } = new URL(url);
  const path = pathname.replace(/(.)\/$/, "$1");
  const parts = page.split("*").map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join(".*")}$`);
  const shown = page.includes("://") ? [origin + path, origin + pathname] : [path, pathname];
  return [...shown, ...shown.map((start) => start + search)].some((one) => pattern.test(one));
}

/** The address without a place on the page; a route behind the hash, as of some sites, is a page. @param {string} url */
function pageOf(url) {
  return url.replace(/#(?!!?\/).*$/, "");
}

/**
 * Says the first greeting whose rule is met, and counts what it leads to.
 * @param {object} options
 * @param {string} options.base where the system is
 * @param {Greeting[]} options.greetings
 * @param {string} options.language of the widget
 * @param {(greeting: Greeting, acts: {opened: () => void, dismissed: () => void}) => Promise<boolean>} options.say `true`
 *   once it is said
 * @param {AbortSignal} options.signal
 */
export function watchGreetings({ base, greetings, language, say, signal }) {
  const isReturning = session.get(VISITED) ?? !!local.get(VISITED);
  session.set(VISITED, isReturning);
  local.set(VISITED, true);
  let page = pageOf(location.href);
  let since = performance.now();
  let hasLeft = false;
  let isSaying = false;
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];
  const options = { signal, passive: true };

  addEventListener("scroll", check, options);
  document.addEventListener(
    "mouseout",
    ({ relatedTarget, clientY }) => {
      if (relatedTarget || clientY > 0) return;
      hasLeft = true;
      check();
    },
    options,
  );
  // Pages that are changed without a load.
  /** @type {any} */ (globalThis).navigation?.addEventListener("currententrychange", begin, options);
  addEventListener("popstate", begin, options);
  signal.addEventListener("abort", stop);
  start();

  function begin() {
    if (pageOf(location.href) == page) return;
    page = pageOf(location.href);
    start();
  }

  function start() {
    stop();
    since = performance.now();
    hasLeft = false;
    timers = [...new Set(greetings.map(({ after_seconds }) => after_seconds))].map((seconds) =>
      setTimeout(check, seconds * 1000 + 50),
    );
  }

  function stop() {
    timers.forEach(clearTimeout);
  }

  async function check() {
    if (isSaying || session.get(DISMISSED)) return;
    const { scrollHeight, clientHeight } = document.documentElement;
    const below = scrollHeight - clientHeight;
    const scene = {
      url: location.href,
      referrer: document.referrer,
      language,
      isReturning,
      seconds: (performance.now() - since) / 1000,
      percent: below > 0 ? (100 * scrollY) / below : 100,
      hasLeft,
    };
    /** @type {number[]} */
    const said = local.get(SAID) ?? [];
    const greeting = greetings.find((one) => !said.includes(one.id) && isMet(one, scene));
    if (!greeting) return;
    isSaying = true;
    const acts = { opened: () => count(greeting, "opened"), dismissed: () => session.set(DISMISSED, true) };
    try {
      if (!(await say(greeting, acts))) return;
      local.set(SAID, [...said, greeting.id]);
      count(greeting, "shown");
    } catch (error) {
      reportError(error);
    } finally {
      isSaying = false;
    }
  }

  /** @param {Greeting} greeting @param {string} event */
  function count({ id }, event) {
    const body = new URLSearchParams({ event });
    fetch(`${base}/api/chat/greetings/${id}/events/`, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}
