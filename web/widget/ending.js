// When a chat is over: how it went, and perhaps another one.

import { ApiError } from "../shared/api.js";
import { el, put } from "../shared/dom.js";

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */

/** @param {Translate} t @param {(given: {rating: number, comment: string}) => Promise<void>} rate @param {() => void} leave */
export function ending(t, rate, leave) {
  const stars = [1, 2, 3, 4, 5].map((count) => {
    return el("label", {}, el("input", { type: "radio", name: "rating", value: count, required: true, "aria-label": t("{count} of 5", { count: String(count) }) }), el("span", { "aria-hidden": "true" }, "★"));
  });
  const comment = el("textarea", { name: "comment", rows: 2, maxLength: 1_000, placeholder: t("What could be better? (optional)"), "aria-label": t("What could be better? (optional)") });
  const fault = el("p", { class: "fault", role: "alert" });
  const form = el(
    "form",
    { class: "ending", onsubmit: submit },
    el("fieldset", {}, el("legend", {}, t("How did it go?")), el("div", { class: "stars" }, stars)),
    comment,
    fault,
    el("div", { class: "buttons" }, button(t("Start a new chat"), leave), el("button", { class: "primary" }, t("Send rating"))),
  );
  return form;

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const rating = Number(new FormData(form).get("rating"));
    try {
      await rate({ rating, comment: comment.value });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      put(fault, t(error.message));
    }
  }
}

/** A word in place of the composer, with what can be done. @param {string} text @param {...HTMLElement} buttons */
export function notice(text, ...buttons) {
  return el("div", { class: "ending" }, el("p", {}, text), el("div", { class: "buttons" }, buttons));
}

/** @param {string} text @param {() => void} onclick @param {string} [look] */
export function button(text, onclick, look) {
  return el("button", { type: "button", class: look, onclick }, text);
}
