// Overview: what goes on now, asked for every few seconds while one looks, and what was done last.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { sparkline } from "./chart.js";
import { actionOf, actorOf } from "./audit-entry.js";
import { head, loadInto, tiles, when } from "./components.js";

/** @import { Activity, AuditEntry } from "../client/types.js" */

/** Interval of requests, in milliseconds, and number of answers in a line: ten minutes of them. */
const INTERVAL = 5000;
const SAMPLES = 120;
/** Number of shown entries of the audit log. */
const MAX_ENTRIES = 8;

/** @type {[label: string, figure: Exclude<keyof Activity, "time" | "is_partial" | "longest_wait_seconds">][]} */
const FIGURES = [
  ["Waiting", "waiting"],
  ["Active chats", "active"],
  ["Messages in the last minute", "messages_last_minute"],
  ["Agents online", "online_agents"],
  ["Online now", "online_users"],
  ["Open connections", "connections"],
];

/** Answers since the page was opened, newest last. @type {Activity[]} */
const samples = [];

/** @type {import("./sections.js").Show} */
export function showOverview(place, { api }) {
  const now = el("section", { class: "now", "aria-label": "Now" });
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
  place.append(head("Overview"), now, title, latest);
  if (samples.length) replaceChildren(now, shown(samples));
  ask();
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
    tiles(
      FIGURES.map(([label, figure]) => {
        const values = samples.map((sample) => sample[figure]);
        return [label, activity[figure].toLocaleString(), sparkline(values, SAMPLES)];
      }),
    ),
    el("p", { class: "muted" }, `Updated ${time}.`, activity.is_partial && " Figures may be incomplete."),
  ];
}

/** @param {AuditEntry} entry */
function entry(entry) {
  return el("li", {}, el("span", {}, actorOf(entry), " ", ...actionOf(entry)), when(entry.created_at));
}
