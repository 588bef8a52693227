// Report: how the desk did, by day and by agent, and what customers said of it.

import { el } from "../shared/dom.js";
import { PagedTable, sheet } from "../shared/table.js";
import { duration } from "../shared/format-time.js";
import { figure } from "./chart.js";
import { filterBar } from "./filters.js";
import { button, durationOrDash, head, loadInto, tiles, two, when } from "./components.js";
import { exportButton } from "./export.js";
import { reportExports } from "./exports.js";

/** @import { AgentReport, DayReport, Report } from "../client/types.js" */

const DAY = 86_400_000;
/** Periods to choose from, and the one that is shown first, in days. */
const PRESETS = [7, 30, 90];
const DEFAULT_PERIOD = 30;
const STARS = ["1", "2", "3", "4", "5"];
/** Scales whose half is a round number, too. */
const COUNTS = [1, 10, 100, 1000, 10_000].flatMap((power) => [2, 4, 6, 8, 10].map((step) => step * power));
const SECONDS = [
  10, 20, 40, 60, 120, 240, 480, 600, 1200, 2400, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 864_000,
];

/** @type {import("../shared/table.js").Column<AgentReport>[]} */
const AGENT_COLUMNS = [
  { label: "Agent", cell: ({ full_name, agent_id }) => full_name ?? `Agent ${agent_id}` },
  { label: "Resolved", isNumber: true, cell: ({ resolved }) => number(resolved) },
  { label: "Closed", isNumber: true, cell: ({ closed }) => number(closed) },
  {
    label: "Median first response",
    isNumber: true,
    cell: (agent) => durationOrDash(agent.first_response_seconds.median),
  },
  { label: "90th percentile", isNumber: true, cell: (agent) => durationOrDash(agent.first_response_seconds.p90) },
  { label: "Median resolution", isNumber: true, cell: (agent) => durationOrDash(agent.resolution_seconds.median) },
  { label: "Ratings", isNumber: true, cell: ({ rating }) => number(rating.count) },
  { label: "Average rating", isNumber: true, cell: ({ rating }) => average(rating) },
];

/** @type {import("../shared/table.js").Column<ChatRoom>[]} */
const COMMENT_COLUMNS = [
  { label: "Chat", cell: ({ subject, chat_user_info }) => two(subject || "Chat", chat_user_info?.full_name) },
  { label: "Rating", cell: ({ rating }) => stars(rating ?? 0) },
  { label: "Comment", cell: ({ rating_comment }) => el("span", { class: "long lines", dir: "auto" }, rating_comment) },
  { label: "Agent", cell: ({ agent_name }) => agent_name ?? "–" },
  { label: "Started", cell: ({ created_at }) => when(created_at) },
];

/** @type {import("./sections.js").Show} */
export function showReport(place, { api }) {
  const answer = el("div", { class: "report" });
  /** @type {Report | null} */
  let report = null;
  const presets = PRESETS.map((days) => button(`${days} days`, () => filters.set(last(days)), "quiet"));
  const filters = filterBar(
    [
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To", type: "date" },
    ],
    load,
    presets,
  );

  const comments = new PagedTable(api, {
    caption: "Comments",
    columns: COMMENT_COLUMNS,
    first: () => api.get("/api/chat-rooms/filtered_chats/", { ...filters.values(), has_comment: true }),
    href: ({ id }) => `#/rooms/${id}`,
    empty: "No comments in this period.",
  });

  function load() {
    const period = JSON.stringify(filters.values());
    for (const [index, preset] of presets.entries())
      preset.setAttribute("aria-pressed", String(period == JSON.stringify(last(PRESETS[index]))));
    report = null;
    loadInto(
      answer,
      async () => (report = await api.get("/api/reports/summary/", filters.values())),
      (loaded) => shown(loaded),
    );
    comments.reload();
  }

  place.append(
    head("Reports", exportButton(reportExports(() => report))),
    filters.element,
    answer,
    el("h2", {}, "Comments"),
    el("p", { class: "muted" }, "With ratings of chats that started in this period."),
    comments.element,
  );
  if (filters.values().to) load();
  else filters.set(last(DEFAULT_PERIOD));
  return filters.stop;
}

/** The last so many days, in UTC. @param {number} days */
function last(days) {
  const day = (/** @type {number} */ ago) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}

/** @param {Report} report */
function shown(report) {
  const days = new Days(report);
  const period = `${days.labels[0]} to ${days.labels[days.labels.length - 1]}`;
  const nobody = el("p", { class: "vacant muted" }, "No agent activity in this period.");
  return [
    el("p", { class: "muted" }, `${period}. Days are in UTC. Chats are counted on the day they ended.`),
    figures(report),
    chatsChart(report, days),
    firstResponseChart(report, days),
    ratingsChart(report),
    el("h2", {}, "By agent"),
    el("div", { class: "card" }, report.agents.length ? sheet("By agent", AGENT_COLUMNS, report.agents) : nobody),
  ];
}

/** All days of a report, also those on which nothing happened. */
class Days {
  #days;

  /** @param {Report} report */
  constructor({ days, from, to }) {
    const byDate = new Map(days.map((day) => [day.date, day]));
    const dates = datesFrom(from, to);
    this.#days = dates.map((date) => byDate.get(date));
    this.labels = dates.map((date) =>
      new Date(date).toLocaleDateString(undefined, { dateStyle: "medium", timeZone: "UTC" }),
    );
  }

  /** A value of each day. @param {(day: DayReport) => number | null} of */
  values(of) {
    return this.#days.map((day) => (day ? of(day) : null));
  }

  /** A number of each day. @param {(day: DayReport) => number} of */
  counts(of) {
    return this.values(of).map((count) => count ?? 0);
  }
}

/** @param {Report} report */
function figures({ created, resolved, closed, waiting_seconds, first_response_seconds, resolution_seconds, rating }) {
  return tiles([
    ["Chats started", number(created)],
    ["Resolved", number(resolved)],
    ["Closed", number(closed)],
    ["Median wait", durationOrDash(waiting_seconds.median)],
    ["Median first response", durationOrDash(first_response_seconds.median)],
    ["Median resolution", durationOrDash(resolution_seconds.median)],
    ["Average rating", average(rating)],
  ]);
}

/** @param {Report} report @param {Days} days */
function chatsChart({ created, resolved, closed }, days) {
  return figure({
    title: "Chats by day",
    kind: "bars",
    labels: days.labels,
    place: "Day",
    steps: COUNTS,
    format: number,
    says: `${created} started, ${resolved} resolved, ${closed} closed.`,
    series: [
      { label: "Started", values: days.counts((day) => day.created), stack: 0 },
      { label: "Resolved", values: days.counts((day) => day.resolved), stack: 1 },
      { label: "Closed", values: days.counts((day) => day.closed), stack: 1 },
    ],
  });
}

/** @param {Report} report @param {Days} days */
function firstResponseChart({ first_response_seconds: { count, median, p90 } }, days) {
  return figure({
    title: "First response by day",
    kind: "lines",
    labels: days.labels,
    place: "Day",
    steps: SECONDS,
    format: duration,
    says: count
      ? `Median ${durationOrDash(median)}, 90th percentile ${durationOrDash(p90)}.`
      : "No replies in this period.",
    series: [
      { label: "Median", values: days.values((day) => day.first_response_seconds.median) },
      { label: "90th percentile", values: days.values((day) => day.first_response_seconds.p90) },
    ],
  });
}

/** @param {Report} report */
function ratingsChart({ rating }) {
  const { count, distribution } = rating;
  const given = `${count} ${count == 1 ? "rating" : "ratings"}, average ${average(rating)}.`;
  return figure({
    title: "Ratings",
    kind: "bars",
    labels: STARS.map((star) => `${star} ★`),
    place: "Stars",
    steps: COUNTS,
    format: number,
    says: rating.average == null ? "No ratings yet." : given,
    series: [{ label: "Ratings", values: STARS.map((star) => distribution[star] ?? 0) }],
  });
}

/** @param {number} count */
function stars(count) {
  return el("span", { class: "stars", role: "img", "aria-label": `${count} out of 5` }, "★".repeat(count));
}

/** @param {number} count */
function number(count) {
  return count.toLocaleString();
}

/** @param {Report["rating"]} rating */
function average(rating) {
  return rating.average?.toFixed(1) ?? "–";
}

/** @param {string} from @param {string} to */
function datesFrom(from, to) {
  const dates = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY)
    dates.push(new Date(time).toISOString().slice(0, 10));
  return dates;
}
