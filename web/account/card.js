// What the page for accounts shows: a form, or what came of it.

import { ApiError } from "../client/api.js";
import { el, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";

/** @typedef {import("./main.js").Page} Page */

/** Takes the place of whatever the page shows. @param {HTMLElement} card */
function show(card) {
  replaceChildren(document.body, el("main", { class: "sign-in" }, card));
  card.querySelector("input")?.focus();
}

/**
 * Shows a form.
 * @param {Page} page
 * @param {object} form
 * @param {string} form.title @param {string} form.text @param {string} form.button @param {HTMLElement[]} [form.inputs]
 * @param {() => Promise<void>} form.submit
 * @param {Record<string, string>} [form.faults] sentences of this form, by code or field
 */
export function showForm({ t }, { title, text, button, inputs = [], submit, faults }) {
  const fault = el("p", { class: "fault", role: "alert" });
  const send = el("button", { class: "primary" }, button);
  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    fault.textContent = "";
    send.disabled = true;
    try {
      await submit();
    } catch (error) {
      fault.textContent = explain(error, t, faults);
    } finally {
      send.disabled = false;
    }
  }
  show(el("form", { class: "card", onsubmit }, el("h1", {}, title), el("p", {}, text), inputs, fault, send));
}

/**
 * Shows what came of a form, with a link.
 * @param {{title: string, text: string, link?: [text: string, href: string]}} said
 */
export function showResult({ title, text, link }) {
  const heading = el("h1", { tabIndex: -1 }, title);
  show(el("div", { class: "card" }, heading, el("p", {}, text), link && el("a", { href: link[1] }, link[0])));
  heading.focus();
}

/**
 * Carries out what a mailed link is for, or says that the link is no good any more.
 * @param {Page} page @param {() => Promise<void>} use
 */
export async function useLink({ t }, use) {
  try {
    await use();
  } catch (error) {
    if (!(error instanceof ApiError) || !("token" in error.fields)) throw error;
    showResult({
      title: t("This link has expired"),
      text: t("Links work once, for 30 minutes."),
      link: [t("Ask for a new one"), "/account/"],
    });
  }
}
