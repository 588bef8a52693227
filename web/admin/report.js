// Report: how the desk did, by day and by agent.

import { el } from "../shared/dom.js";
import { sheet } from "../shared/table.js";
import { duration } from "../shared/format-time.js";
import { figure } from "./chart.js";
import { filterBar } from "./filters.js";
import { button, head, loadInto, tiles } from "./components.js";

/** @typedef {{count: number, median: number | null, p90: number | null}} Times in seconds */
/**
 * @typedef {object} Summary
 * @property {number} resolved
 * @property {number} closed
 * @property {Times} waiting_seconds
 * @property {Times} first_response_seconds
 * @property {Times} resolution_seconds
 * @property {{count: number, average: number | null, distribution: Record<string, number>}} rating
 */
/** @typedef {Summary & {date: string, created: number}} Day */
/** @typedef {Summary & {agent_id: number, full_name: string | null}} AgentReport */
/** @typedef {Summary & {from: string, to: string, created: number, days: Day[], agents: AgentReport[]}} Report */

const DAY = 86_400_000;
const PRESETS = [7, 30, 90];
const USUAL = 30;
/** Scales whose half is a round number, too. */
const COUNTS = [1, 10, 100, 1000, 10_000].flatMap((power) => [2, 4, 6, 8, 10].map((step) => step * power));
const SECONDS = [
  10, 20, 40, 60, 120, 240, 480, 600, 1200, 2400, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 864_000,
];

/** @type {import("./main.js").Show} */
export function showReport(place, { api }) {
  const answer = el("div", { class: "report" });
  const presets = PRESETS.map((days) => button(`${days} days`, () => filters.set(last(days)), "quiet"));
  const filters = filterBar(
    [
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To", type: "date" },
    ],
    load,
    presets,
  );

  function load() {
    const period = JSON.stringify(filters.values());
    for (const [index, preset] of presets.entries())
      preset.setAttribute("aria-pressed", String(period == JSON.stringify(last(PRESETS[index]))));
    loadInto(answer, () => api.get("/api/reports/summary/", filters.values()), shown);
  }

  place.append(head("Reports"), filters.element, answer);
  if (filters.values().to) load();
  else filters.set(last(USUAL));
  return filters.stop;
}

/** The last so many days, in UTC. @param {number} days */
function last(days) {
  const day = (/** @type {number} */ ago) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}

/** @param {Report} report */
function shown(report) {
  const { rating, days, from, to, first_response_seconds: firstResponse } = report;
  const dates = datesFrom(from, to);
  const byDate = new Map(days.map((day) => [day.date, day]));
  const values = (/** @type {(day: Day) => number | null} */ of) => {
    return dates.map((date) => byDate.get(date)).map((day) => (day ? of(day) : null));
  };
  const counts = (/** @type {(day: Day) => number} */ of) => values(of).map((count) => count ?? 0);
  const labels = dates.map((date) =>
    new Date(date).toLocaleDateString(undefined, { dateStyle: "medium", timeZone: "UTC" }),
  );
  const time = (/** @type {number | null} */ seconds) => (seconds == null ? "–" : duration(seconds));
  const shares = `Median ${time(firstResponse.median)}, 90th percentile ${time(firstResponse.p90)}.`;
  const responses = firstResponse.count ? shares : "No replies in this period.";
  const stars = ["1", "2", "3", "4", "5"];
  const given = `${rating.count} ${rating.count == 1 ? "rating" : "ratings"}, average ${rating.average?.toFixed(1)}.`;
  const nobody = el("p", { class: "vacant muted" }, "No agent activity in this period.");
  return [
    el(
      "p",
      { class: "muted" },
      `${labels[0]} to ${labels[labels.length - 1]}. Days are in UTC. Chats are counted on the day they ended.`,
    ),
    tiles([
      ["Chats started", report.created.toLocaleString()],
      ["Resolved", report.resolved.toLocaleString()],
      ["Closed", report.closed.toLocaleString()],
      ["Median wait", time(report.waiting_seconds.median)],
      ["Median first response", time(firstResponse.median)],
      ["Median resolution", time(report.resolution_seconds.median)],
      ["Average rating", rating.average?.toFixed(1) ?? "–"],
    ]),
    figure({
      title: "Chats by day",
      kind: "bars",
      labels,
      place: "Day",
      steps: COUNTS,
      format: number,
      says: `${report.created} started, ${report.resolved} resolved, ${report.closed} closed.`,
      series: [
        { label: "Started", values: counts(({ created }) => created), stack: 0 },
        { label: "Resolved", values: counts(({ resolved }) => resolved), stack: 1 },
        { label: "Closed", values: counts(({ closed }) => closed), stack: 1 },
      ],
    }),
    figure({
      title: "First response by day",
      kind: "lines",
      labels,
      place: "Day",
      steps: SECONDS,
      format: duration,
      says: responses,
      series: [
        { label: "Median", values: values((day) => day.first_response_seconds.median) },
        { label: "90th percentile", values: values((day) => day.first_response_seconds.p90) },
      ],
    }),
    figure({
      title: "Ratings",
      kind: "bars",
      labels: stars.map((star) => `${star} ★`),
      place: "Stars",
      steps: COUNTS,
      format: number,
      says: rating.average == null ? "No ratings yet." : given,
      series: [{ label: "Ratings", values: stars.map((star) => rating.distribution[star] ?? 0) }],
    }),
    el("h2", {}, "By agent"),
    el("div", { class: "card" }, report.agents.length ? sheet("By agent", agentColumns(time), report.agents) : nobody),
  ];
}

/** @param {number} count */
function number(count) {
  return count.toLocaleString();
}

/** @param {(seconds: number | null) => string} time @returns {import("../shared/table.js").Column<AgentReport>[]} */
function agentColumns(time) {
  return [
    { label: "Agent", cell: ({ full_name, agent_id }) => full_name ?? `Agent ${agent_id}` },
    { label: "Resolved", isNumber: true, cell: ({ resolved }) => resolved.toLocaleString() },
    { label: "Closed", isNumber: true, cell: ({ closed }) => closed.toLocaleString() },
    { label: "Median first response", isNumber: true, cell: (agent) => time(agent.first_response_seconds.median) },
    { label: "90th percentile", isNumber: true, cell: (agent) => time(agent.first_response_seconds.p90) },
    { label: "Median resolution", isNumber: true, cell: (agent) => time(agent.resolution_seconds.median) },
    { label: "Ratings", isNumber: true, cell: ({ rating }) => rating.count.toLocaleString() },
    { label: "Average rating", isNumber: true, cell: ({ rating }) => rating.average?.toFixed(1) ?? "–" },
  ];
}

/** All days, also those on which nothing happened. @param {string} from @param {string} to */
function datesFrom(from, to) {
  const dates = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY)
    dates.push(new Date(time).toISOString().slice(0, 10));
  return dates;
}
