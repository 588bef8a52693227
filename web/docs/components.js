// Elements that the sections share: headings, parts, paths, methods, statuses, the way to sign in.

import { el } from "../shared/dom.js";
import { inline } from "./prose.js";

/** @typedef {import("../shared/dom.js").Child} Child */
/** @typedef {[name: string | Node, value: Child] | false | 0} Fact */

/** A heading that leads to itself. @param {"h2" | "h3"} tag @param {string} title @param {string} id */
export function heading(tag, title, id) {
  return el(tag, { id: `${id}-title` }, el("a", { href: `#${id}`, class: "permalink" }, title));
}

/**
 * The section of an operation or a frame: what there is to say about it, an example beside it, and its parts.
 * @param {{id: string, title: string}} named @param {(Node | Node[] | string | false)[]} about
 * @param {(Node | false)[]} side @param {(Node | false)[]} parts
 */
export function section({ id, title }, about, side, parts) {
  return el(
    "section",
    { class: "entry operation", id, "aria-labelledby": `${id}-title` },
    el("div", { class: "about" }, heading("h3", title, id), ...about),
    el("div", { class: "side" }, ...side),
    el("div", { class: "parts" }, ...parts),
  );
}

/** @param {string} name */
export function methodTag(name) {
  return el("span", { class: `method ${name.toLowerCase()}` }, name);
}

/** A path that may break after each slash. @param {string} path */
export function pathCode(path) {
  const parts = path.split(/(\{\w+\}|(?<=\/))/).filter(Boolean);
  return el(
    "code",
    { class: "path" },
    parts.flatMap((part) => (part.startsWith("{") ? [el("em", {}, part)] : [part, el("wbr")])),
  );
}

/** @param {string} title @param {...Child} children */
export function part(title, ...children) {
  return el("div", { class: "part" }, el("h4", {}, title), ...children);
}

/** @param {string} status */
export function statusChip(status) {
  const kind = status < "300" ? "good" : status < "400" ? "" : status < "500" ? "high" : "bad";
  return el("span", { class: `chip status ${kind}` }, status);
}

/** Names with values; what is false is left out. @param {Fact[]} facts */
export function facts(facts) {
  const rows = facts.filter((fact) => Array.isArray(fact));
  return el(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
  );
}

/** @param {string[]} [limits] @returns {Fact} */
export function limitsFact(limits = []) {
  return !!limits.length && ["Limits", limits.map((limit) => el("span", { class: "limit" }, inline(limit)))];
}

/** Leads to another tab, because this page has a place that one wants to come back to. */
export function signInLink() {
  return el("a", { href: "/console/", target: "_blank" }, "Sign in", el("span", { class: "spoken" }, " (new tab)"));
}

/** @param {string} words */
export function capitalised(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
