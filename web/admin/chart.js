// Charts in SVG. The drawing is stretched to its place and has no text in it: what is to be read stands around it.

import { el } from "../shared/dom.js";
import { sheet } from "../shared/table.js";

/**
 * A series; bars of one stack stand on one another.
 * @typedef {{label: string, values: (number | null)[], stack?: 0 | 1}} Series
 */

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} says the same in words
 * @property {"bars" | "lines"} kind
 * @property {string[]} labels of the places along it
 * @property {string} place name of such a place
 * @property {Series[]} series
 * @property {number[]} steps to which the scale may reach
 * @property {(value: number) => string} format
 */

/** Most places that all have a label; of more, the first, the middle and the last have. */
const MAX_LABELS = 7;

/** @param {string} name @param {Record<string, any>} attributes @param {...Element} children */
function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

/** End of a scale that shows this much. @param {number} most @param {number[]} steps */
function topOf(most, steps) {
  return steps.find((step) => step >= most) ?? most;
}

/** A chart with its title, its legend, and a table of all that it shows. @param {Chart} chart */
export function figure(chart) {
  const { title, says, series } = chart;
  const items = series.map(({ label }, index) => el("li", { class: `series-${index}` }, label));
  return el(
    "figure",
    { class: "card pad chart" },
    el("figcaption", {}, el("h2", {}, title), el("p", { class: "muted" }, says)),
    series.length > 1 && el("ul", { class: "legend" }, items),
    plot(chart),
    el("details", {}, el("summary", {}, "Show data table"), dataTable(chart)),
  );
}

/** The drawing, with its scale and its places. @param {Chart} chart */
function plot(chart) {
  const { kind, labels, series, steps, format } = chart;
  const most = Math.max(...(kind == "bars" ? sums(series) : series.flatMap(({ values }) => values.map(Number))), 0);
  const top = topOf(most, steps);
  const ticks = [top, top / 2, 0].map((value) => el("span", {}, format(value)));
  const isLong = labels.length > MAX_LABELS;
  const places = isLong ? [labels[0], labels[labels.length >> 1], labels[labels.length - 1]] : labels;
  return el(
    "div",
    { class: "plot" },
    el("div", { class: "ticks", "aria-hidden": true }, ticks),
    drawing(chart, top),
    el(
      "div",
      { class: isLong ? "ends" : "places", "aria-hidden": true },
      places.map((label) => el("span", {}, label)),
    ),
  );
}

/** @param {Chart} chart @param {number} top */
function drawing(chart, top) {
  const { title, says, kind, labels } = chart;
  const attributes = {
    viewBox: `0 0 ${labels.length} 100`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${title}. ${says}`,
  };
  const levels = [0, 50, 100].map((level) => svg("path", { class: "level", d: `M0 ${level}H${labels.length}` }));
  return svg("svg", attributes, ...levels, ...(kind == "bars" ? bars(chart, top) : lines(chart, top)));
}

/** @param {Chart} chart */
function dataTable({ title, labels, place, series, format }) {
  const columns = [
    { label: place, cell: (/** @type {number} */ index) => labels[index] },
    ...series.map(({ label, values }) => ({
      label,
      isNumber: true,
      cell: (/** @type {number} */ index) => said(values[index], format),
    })),
  ];
  return sheet(title, columns, [...labels.keys()]);
}

/** Height of each stack. @param {Series[]} series */
function sums(series) {
  return series[0].values.flatMap((_, index) => {
    const sums = [0, 0];
    for (const { values, stack = 0 } of series) sums[stack] += values[index] ?? 0;
    return sums;
  });
}

/** @param {Chart} chart @param {number} top */
function bars({ labels, series, format }, top) {
  const stacks = new Set(series.map(({ stack = 0 }) => stack)).size;
  const width = 0.76 / stacks;
  return labels.map((label, index) => {
    const heights = new Array(stacks).fill(0);
    const title = svg("title", {});
    title.textContent = [label, ...series.map(({ label, values }) => `${label}: ${said(values[index], format)}`)].join(
      "\n",
    );
    const rects = series.map(({ values, stack = 0 }, number) => {
      const height = ((values[index] ?? 0) / top) * 100;
      heights[stack] += height;
      const [x, y] = [index + 0.12 + stack * width, 100 - heights[stack]];
      return svg("rect", { class: `series-${number}`, x, y, width: width * 0.92, height });
    });
    return svg("g", {}, title, svg("rect", { class: "whole", x: index, y: 0, width: 1, height: 100 }), ...rects);
  });
}

/** @param {Chart} chart @param {number} top */
function lines({ series }, top) {
  return series.flatMap(({ values }, number) => {
    const points = values.flatMap((value, index) =>
      value == null ? [] : [`${index + 0.5} ${100 - (value / top) * 100}`],
    );
    if (!points.length) return [];
    const dots = points.map((point) => `M${point}h0`).join("");
    const line = svg("path", { class: `line series-${number}`, d: `M${points.join("L")}` });
    return [line, svg("path", { class: `dots series-${number}`, d: dots })];
  });
}

/** @param {number | null} value @param {(value: number) => string} format */
function said(value, format) {
  return value == null ? "–" : format(value);
}

/**
 * A little line without a scale, for a number that stands beside it.
 * @param {number[]} values the newest last @param {number} room for how many
 */
export function sparkline(values, room) {
  const top = Math.max(...values, 1);
  const points = values.map((value, index) => `${room - values.length + index} ${30 - (value / top) * 28}`);
  const attributes = {
    class: "sparkline",
    viewBox: `0 0 ${room - 1} 32`,
    preserveAspectRatio: "none",
    "aria-hidden": true,
  };
  const level = svg("path", { class: "level", d: `M0 31H${room}` });
  return svg("svg", attributes, level, svg("path", { class: "line series-0", d: `M${points.join("L")}` }));
}
