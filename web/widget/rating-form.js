// Form of an ended chat: a rating, and a button for another chat.

import { el, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */

/**
 * @param {Translate} t
 * @param {(given: {rating: number, comment: string}) => Promise<void>} rate
 * @param {() => void} leave
 */
export function ratingForm(t, rate, leave) {
  const stars = [1, 2, 3, 4, 5].map((count) => {
    const name = t("{count} out of 5 stars", { count: String(count) });
    const input = el("input", { type: "radio", name: "rating", value: count, required: true, "aria-label": name });
    return el("label", {}, input, el("span", { "aria-hidden": "true" }, "★"));
  });
  const question = t("Anything we could do better? (optional)");
  const comment = el("textarea", {
    name: "comment",
    rows: 2,
    maxLength: 1_000,
    placeholder: question,
    "aria-label": question,
  });
  const fault = el("p", { class: "fault", role: "alert" });
  const send = el("button", { class: "primary" }, t("Submit rating"));
  const form = el(
    "form",
    { class: "ending", onsubmit: submit },
    el("fieldset", {}, el("legend", {}, t("How was your chat?")), el("div", { class: "stars" }, stars)),
    comment,
    fault,
    el("div", { class: "buttons" }, button(t("Start a new chat"), leave), send),
  );
  return form;

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const rating = Number(new FormData(form).get("rating"));
    await trying(t, send, fault, () => rate({ rating, comment: comment.value }));
  }
}

/**
 * Asks whether to end the chat.
 * @param {Translate} t @param {() => Promise<any>} end @param {() => void} stay
 */
export function endingForm(t, end, stay) {
  const fault = el("p", { class: "fault", role: "alert" });
  const act = () => trying(t, confirm, fault, end);
  const confirm = button(t("End chat"), act, "primary");
  return el(
    "div",
    { class: "ending" },
    el("p", {}, t("End this chat?")),
    fault,
    el("div", { class: "buttons" }, button(t("Keep chatting"), stay), confirm),
  );
}

/** Says thank you. @param {Translate} t @param {() => void} leave @param {string} [own] the desk's words for it */
export function thanks(t, leave, own) {
  return el(
    "div",
    { class: "ending" },
    el("p", {}, own || t("Thanks for your feedback!")),
    el("div", { class: "buttons" }, button(t("Start a new chat"), leave)),
  );
}

/** A button of its own. @param {string} text @param {() => void} onclick @param {string} [look] */
export function button(text, onclick, look) {
  return el("button", { type: "button", class: look, onclick }, text);
}

/**
 * Runs what a button is for: however it ends, the button works again, and what went wrong has a sentence.
 * @param {Translate} t @param {HTMLButtonElement} button @param {Element} fault @param {() => Promise<any>} act
 */
export async function trying(t, button, fault, act) {
  if (button.disabled) return;
  button.disabled = true;
  replaceChildren(fault);
  try {
    await act();
  } catch (error) {
    replaceChildren(fault, explain(error, t, { non_field_errors: "This is no longer possible." }));
  } finally {
    button.disabled = false;
  }
}
