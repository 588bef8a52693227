// An entry of the audit log in words: actor, action, and all that is different from before.

import { el } from "../shared/dom.js";
import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { when } from "./components.js";

/** @import { AuditEntry } from "../client/types.js" */

/** Kinds of targets, for people. @type {Record<string, string>} */
export const KINDS = {
  room: "Chat",
  user: "Person",
  agent: "Agent",
  canned_response: "Canned response",
  faq_article: "Article",
  greeting: "Greeting",
  block: "Block",
  webhook: "Webhook",
  settings: "Settings",
  address: "Email address",
};

/** Changes of a room that webhooks are told of as well, as the API names them. */
export const ROOM_CHANGES = [
  "created",
  "assigned",
  "taken",
  "transferred",
  "unassigned",
  "resolved",
  "closed",
  "reopened",
  "rated",
  "edited",
];

/** People's words for actions, where they differ from the API's. @type {Record<string, string>} */
const VERBS = {
  "room.created": "started",
  "user.created": "added",
  "agent.created": "added",
  "canned_response.removed": "deleted",
  "faq_article.removed": "deleted",
  "greeting.removed": "deleted",
  "webhook.removed": "deleted",
  changed: "edited",
  unassigned: "returned",
};

/** Words for the values of fields. @type {Record<string, Record<string, string>>} */
const NAMES = { priority: PRIORITY_NAMES, status: STATUS_NAMES };

/** An action in words: “Chat taken”. @param {string} action */
export function actionName(action) {
  const [kind, done] = action.split(".");
  return done == "signed_in" ? "Signed in" : `${KINDS[kind] ?? kind} ${wordFor(action)}`;
}

/** Action in words: took the chat “Hello”. @param {AuditEntry} entry @returns {import("../shared/dom.js").Child[]} */
export function actionOf(entry) {
  const [kind, done] = entry.action.split(".");
  if (done == "signed_in") return ["signed in"];
  const verb = done == "taken" ? "took" : wordFor(entry.action);
  const noun = kind == "user" ? "" : `the ${(KINDS[kind] ?? kind).toLowerCase()} `;
  return [`${verb} ${noun}`, targetOf(entry), done == "unassigned" && " to the queue"];
}

/** @param {string} action */
function wordFor(action) {
  const [, done] = action.split(".");
  return VERBS[action] ?? VERBS[done] ?? done.replaceAll("_", " ");
}

/** Actor, as a link to all their entries. @param {AuditEntry} entry */
export function actorOf({ actor }) {
  return actor.id == null ? actor.name : el("a", { href: `#/audit?actor_id=${actor.id}` }, actor.name);
}

/** @param {AuditEntry} entry */
export function targetOf({ target, action }) {
  const given = target.name || `${KINDS[target.type] ?? target.type} ${target.id}`;
  const name = target.type == "room" && target.name ? `“${given}”` : given;
  return target.type == "room" && action != "room.deleted" ? el("a", { href: `#/rooms/${target.id}` }, name) : name;
}

/** Changed fields, before and after. @param {AuditEntry} entry */
export function changesOf({ changes }) {
  const all = /** @type {[string, {from: any, to: any}][]} */ (Object.entries(changes));
  const parts = all.flatMap(([field, { from, to }]) => differences(field, from, to));
  if (!parts.length) return el("span", { class: "muted" }, "–");
  const change = (/** @type {Difference} */ { field, from, to }) => {
    const name = el("dt", {}, field.replaceAll("_", " "));
    // Of a secret, nothing but that it was changed is stored.
    if (from == null && to == null) return el("div", {}, name, el("dd", {}, "changed"));
    const arrow = [el("span", { class: "spoken" }, " changed to "), el("span", { "aria-hidden": true }, " → ")];
    const [before, after] = [said(from, field), said(to, field)];
    return el("div", {}, name, el("dd", {}, el("del", {}, before), ...arrow, el("ins", {}, after)));
  };
  return el("dl", { class: "changes" }, parts.map(change));
}

/** @typedef {{field: string, from: any, to: any}} Difference */

/**
 * Differences of a value; of objects, only the fields that differ.
 * @param {string} field @param {any} from @param {any} to @returns {Difference[]}
 */
function differences(field, from, to) {
  if (!isObject(from) || !isObject(to))
    return [{ field, from: isObject(from) ? nameOf(from) : from, to: isObject(to) ? nameOf(to) : to }];
  const differ = (/** @type {string} */ name) => JSON.stringify(from[name]) != JSON.stringify(to[name]);
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(differ);
  return fields.flatMap((name) => differences(`${field} ${name}`, from[name], to[name]));
}

/** @param {any} value */
function isObject(value) {
  return value != null && typeof value == "object" && !Array.isArray(value);
}

/** @param {Record<string, any>} object */
function nameOf(object) {
  const { full_name, name, from, to, width, height } = object;
  const size = width && height && `${width} × ${height} pixels`;
  return full_name ?? name ?? size ?? (from && to ? `${from}–${to}` : JSON.stringify(object));
}

/** @param {any} value @param {string} field */
function said(value, field) {
  if (value == null || value === "" || (Array.isArray(value) && !value.length)) return "empty";
  if (typeof value == "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? nameOf(item) : item)).join(", ");
  return NAMES[field]?.[value] ?? (/^\d{4}-\d\d-\d\dT/.test(value) ? when(value) : String(value));
}
