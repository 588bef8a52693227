// Overview: what goes on now, asked for every few seconds while one looks, today beside the same day a week ago, and what
// was done last.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { sparkline } from "./chart.js";
import { actionOf, actorOf } from "./audit-entry.js";
import { durationOrDash, head, loadInto, tiles, when } from "./components.js";

/** @import { Activity, AuditEntry, DayReport, Report } from "../client/types.js" */

/** Interval of requests, in milliseconds, and number of answers in a line: ten minutes of them. */
const INTERVAL = 5000;
const SAMPLES = 120;
/** Number of shown entries of the audit log. */
const MAX_ENTRIES = 8;

/** @type {[label: string, figure: Exclude<keyof Activity, "time" | "is_partial" | "longest_wait_seconds">][]} */
const FIGURES = [
  ["Waiting", "waiting"],
  ["Unanswered", "unanswered"],
  ["Active chats", "active"],
  ["Messages in the last minute", "messages_last_minute"],
  ["Agents online", "online_agents"],
  ["Online now", "online_users"],
  ["Open connections", "connections"],
];

/** Where the chats of a figure are listed. @type {Partial<Record<keyof Activity, string>>} */
const LISTS = { waiting: "#/rooms?status=waiting", active: "#/rooms?status=active" };
const DAY = 86_400_000;

/** Answers since the page was opened, newest last. @type {Activity[]} */
const samples = [];

/** @type {import("./sections.js").Show} */
export function showOverview(place, { api }) {
  const now = el("section", { class: "now", "aria-label": "Now" });
  const today = el("section", { class: "today", "aria-label": "Today" });
  const latest = el("div", { class: "card" });
  let timer = 0;

  async function ask() {
    clearTimeout(timer);
    try {
      if (!document.hidden) {
        samples.push(await api.get("/api/activity/"));
        samples.splice(0, samples.length - SAMPLES);
        replaceChildren(now, shown(samples));
      }
    } catch (error) {
      // Said once, and not each time anew.
      if (!now.querySelector("[role=alert]")) replaceChildren(now, failure(error, ask));
    }
    if (now.isConnected) timer = setTimeout(ask, INTERVAL);
  }

  const title = el("div", { class: "row" }, el("h2", {}, "Recent activity"), el("a", { href: "#/audit" }, "View all"));
  place.append(head("Overview"), now, today, title, latest);
  if (samples.length) replaceChildren(now, shown(samples));
  ask();
  const period = { from: dayBefore(7), to: dayBefore(0) };
  loadInto(today, () => api.get("/api/reports/summary/", period), besideLastWeek);
  loadInto(
    latest,
    () => api.get("/api/audit/", { page_size: MAX_ENTRIES }),
    ({ results }) => {
      if (!results.length) return el("p", { class: "vacant muted" }, "No activity yet.");
      return el("ol", { class: "latest" }, results.map(entry));
    },
  );
  return () => clearTimeout(timer);
}

/** @param {Activity[]} samples */
function shown(samples) {
  const activity = samples[samples.length - 1];
  const time = new Date(activity.time).toLocaleTimeString(undefined, { timeStyle: "short" });
  return [
    tiles([
      ["Longest wait", durationOrDash(activity.longest_wait_seconds)],
      ...FIGURES.map(([label, figure]) => {
        const values = samples.map((sample) => sample[figure]);
        const [number, href] = [activity[figure].toLocaleString(), LISTS[figure]];
        /** @type {[string, import("./components.js").Child, import("./components.js").Child]} */
        const tile = [label, href ? el("a", { href }, number) : number, sparkline(values, SAMPLES)];
        return tile;
      }),
    ]),
    el("p", { class: "muted" }, `Updated ${time}.`, activity.is_partial && " Figures may be incomplete."),
  ];
}

/** A day in UTC. @param {number} ago in days */
function dayBefore(ago) {
  return new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
}

/** @param {Report} report */
function besideLastWeek({ days, from, to }) {
  const [before, today] = [from, to].map((date) => days.find((day) => day.date == date));
  const weekday = new Date(from).toLocaleDateString(undefined, { weekday: "long", timeZone: "UTC" });
  /** @param {string} label @param {(day: DayReport) => string} of @param {string} none @returns {[string, string, string]} */
  const tile = (label, of, none) => [label, today ? of(today) : none, `Last ${weekday}: ${before ? of(before) : none}`];
  return [
    el("h2", {}, "Today"),
    tiles([
      tile("Chats started", ({ created }) => created.toLocaleString(), "0"),
      tile("Resolved", ({ resolved }) => resolved.toLocaleString(), "0"),
      tile("Median first response", ({ first_response_seconds: { median } }) => durationOrDash(median), "–"),
      tile("Average rating", ({ rating }) => rating.average?.toFixed(1) ?? "–", "–"),
    ]),
    el("p", { class: "muted" }, "Days are in UTC. Last week’s figures are of the whole day."),
  ];
}

/** @param {AuditEntry} entry */
function entry(entry) {
  return el("li", {}, el("span", {}, actorOf(entry), " ", ...actionOf(entry)), when(entry.created_at));
}
