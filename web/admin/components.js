// Parts of several sections: headings, times, chips, tiles, and a place that says that something loads.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { duration, moment } from "../shared/format-time.js";
import { skeleton } from "../shared/skeleton.js";
import { report } from "../shared/toast.js";

/** @typedef {import("../shared/dom.js").Child} Child */

/**
 * Arguments of every section.
 * @typedef {object} Admin
 * @property {import("../client/api.js").Api} api
 * @property {User} user
 * @property {(count: number) => void} showUnread puts the number of unread notifications into the navigation
 */

/** A section's heading, with what can be done beside it. @param {string} title @param {...Child} controls */
export function head(title, ...controls) {
  return el("div", { class: "head" }, el("h1", { tabIndex: -1 }, title), el("div", { class: "buttons" }, ...controls));
}

/**
 * A button that does one thing at a time, and says what went wrong.
 * @param {string} label @param {() => unknown} action
 * @param {string} [kind] `primary`, `quiet`, `danger` @param {string} [about] with what, where only the place shows it
 */
export function button(label, action, kind, about) {
  let isRunning = false;
  return el(
    "button",
    { type: "button", class: kind, onclick: run, "aria-label": about ? `${label}: ${about}` : null },
    label,
  );

  async function run() {
    // Disabled, it would lose the focus.
    if (isRunning) return;
    isRunning = true;
    try {
      await action();
    } catch (error) {
      report(error);
    } finally {
      isRunning = false;
    }
  }
}

/**
 * Day and time, of this year and of today in short.
 * @param {string | null} time @param {string} [never] text without a time
 */
export function when(time, never = "–") {
  if (!time) return el("span", { class: "muted" }, never);
  return el("time", { dateTime: time, class: "time", title: moment(time) }, short(new Date(time), new Date()));
}

/** @param {Date} date @param {Date} now */
function short(date, now) {
  const clock = date.toLocaleTimeString(undefined, { timeStyle: "short" });
  if (date.toDateString() == now.toDateString()) return `Today, ${clock}`;
  const year = date.getFullYear() == now.getFullYear() ? undefined : "numeric";
  return `${date.toLocaleDateString(undefined, { day: "numeric", month: "short", year })}, ${clock}`;
}

/** @param {number | null} seconds */
export function durationOrDash(seconds) {
  return seconds == null ? "–" : duration(seconds);
}

/** Something, and less important words below it. @param {Child} above @param {string | null | undefined} below */
export function two(above, below) {
  return [el("span", { class: "above" }, above), below && el("span", { class: "below muted" }, below)];
}

/** @param {string} text @param {string} [kind] */
export function chip(text, kind = text) {
  return el("span", { class: `chip ${kind}` }, text);
}

/** @param {string} word */
export function capitalised(word) {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Presence, by a dot and in words. @param {boolean} isOnline @param {string} name */
export function presence(isOnline, name) {
  const spoken = el("span", { class: "spoken" }, isOnline ? ", online" : ", offline");
  return el(
    "span",
    { class: "together" },
    el("span", { class: isOnline ? "dot online" : "dot" }),
    el("bdi", {}, name),
    spoken,
  );
}

/** Figures side by side. @param {[label: string, figure: Child, below?: Child][]} figures */
export function tiles(figures) {
  return el(
    "dl",
    { class: "tiles" },
    figures.map(([label, figure, below]) => {
      return el(
        "div",
        { class: "card tile" },
        el("dt", {}, label),
        el("dd", {}, figure),
        below && el("dd", { class: "below" }, below),
      );
    }),
  );
}

/** Names with values. @param {[name: string, value: Child][]} facts */
export function facts(facts) {
  return el(
    "dl",
    { class: "facts" },
    facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
  );
}

/**
 * Loads something into a place; when it fails, one can try again there.
 * @template T
 * @param {Element} place @param {() => Promise<T>} load @param {(answer: T) => Child} show
 */
export async function loadInto(place, load, show) {
  place.setAttribute("aria-busy", "true");
  if (!place.childElementCount) replaceChildren(place, skeleton());
  try {
    replaceChildren(place, show(await load()));
  } catch (error) {
    replaceChildren(
      place,
      failure(error, () => loadInto(place, load, show)),
    );
  } finally {
    place.removeAttribute("aria-busy");
  }
}
