// Opening hours: the times of each day of the week, and holidays.

import { el } from "../shared/dom.js";
import { Input, labelled } from "../shared/field.js";

/** @import { Holiday, OpenSpan } from "../client/types.js" */

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** @type {[value: string, label: string][]} */
const WHEN_CLOSED = [
  ["form", "Say when you’re back, and ask for an email address"],
  ["chat", "Say when you’re back, and chat as usual"],
  ["hidden", "Hide the chat button from new visitors"],
];

/** The parts of the form. @param {import("../client/types.js").DeskHours} hours */
export function hoursParts(hours) {
  const { is_always_open, time_zone, week, holidays, when_closed } = hours;
  const days = DAYS.map((day) => new DayInput(day, /** @type {Record<string, OpenSpan[]>} */ (week)[day] ?? []));
  const hint = "Such as 09:00–12:00, 13:00–17:00. Leave a day empty to stay closed.";
  return [
    input({ name: "is_always_open", label: "Always open", type: "checkbox", value: is_always_open }),
    input({ name: "time_zone", label: "Time zone", type: "select", value: time_zone, options: timeZones(time_zone) }),
    el("p", { class: "hint" }, hint),
    ...days,
    new HolidaysInput(holidays),
    input({ name: "when_closed", label: "When closed", type: "select", value: when_closed, options: WHEN_CLOSED }),
  ];
}

/** @param {import("../shared/field.js").Field} field */
function input(field) {
  return new Input(field, `hours-${field.name}`);
}

/** @param {string} current @returns {[value: string, label: string][]} */
function timeZones(current) {
  const zones = new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].sort().map((zone) => [zone, zone.replaceAll("_", " ")]);
}

/** The open times of a day, in one line. */
class DayInput extends Input {
  /** @param {string} day @param {OpenSpan[]} spans */
  constructor(day, spans) {
    const label = day[0].toUpperCase() + day.slice(1);
    const value = spans.map(({ from, to }) => `${from}–${to}`).join(", ");
    super({ name: `week.${day}`, label, value }, `hours-${day}`);
    this.element.classList.add("day");
  }

  /** Spans of the day. Text that isn't understood goes to the server as it is, which names the fault. @override */
  get value() {
    const spans = String(super.value)
      .split(/[,;]/)
      .map((text) => text.trim());
    return spans.filter(Boolean).map((text) => {
      const [from = "", to = ""] = text.split(/\s*[-–—]\s*|\s+to\s+/).map((time) => time.replace(/^(\d):/, "0$1:"));
      return { from, to };
    });
  }
}

/** The holidays, a row each. */
class HolidaysInput {
  name = "holidays";
  #rows = el("div", { class: "holidays" });
  #fault = el("p", { class: "fault" });
  #add = el("button", { type: "button", onclick: () => this.#append() }, "Add a holiday");

  /** @param {Holiday[]} holidays */
  constructor(holidays) {
    this.element = el("fieldset", {}, el("legend", {}, "Holidays"), this.#rows, this.#fault, this.#add);
    for (const holiday of holidays) this.#rows.append(row(holiday));
  }

  get value() {
    return [...this.#rows.children].map((row) => {
      const field = (/** @type {string} */ name) =>
        /** @type {HTMLInputElement} */ (row.querySelector(`[name=${name}]`));
      const [from, to] = [field("from").value, field("to").value];
      return { name: field("holiday").value, from, to: to || from, is_yearly: field("is_yearly").checked };
    });
  }

  get fault() {
    return this.#fault.textContent ?? "";
  }

  set fault(text) {
    this.#fault.textContent = text;
  }

  focus() {
    (this.#rows.querySelector("input") ?? this.#add).focus();
  }

  #append() {
    const added = row({ name: "", from: "", to: "", is_yearly: false });
    this.#rows.append(added);
    added.querySelector("input")?.focus();
  }
}

/** @param {Holiday} holiday */
function row({ name, from, to, is_yearly }) {
  const field = (/** @type {string} */ label, /** @type {Record<string, any>} */ properties) =>
    labelled(label, el("input", properties));
  const element = el(
    "div",
    { class: "holiday", role: "group", "aria-label": name || "New holiday" },
    field("Name", { name: "holiday", value: name, required: true, maxLength: 100 }),
    field("First day", { name: "from", type: "date", value: from, required: true }),
    field("Last day", { name: "to", type: "date", value: to }),
    el("label", { class: "check" }, el("input", { name: "is_yearly", type: "checkbox", checked: is_yearly }), "Yearly"),
    el("button", { type: "button", class: "quiet", onclick: () => element.remove() }, "Remove"),
  );
  return element;
}
