// A card with a group of settings that an admin changes. Its version goes along with a change, so that of two admins
// who change the same group the second is told.

import { ApiError } from "../client/api.js";
import { el, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";
import { toast } from "../shared/toast.js";

/**
 * Part of the form with its element and value: an `Input`, or one of several. A name with dots is a place in the
 * group.
 * @typedef {{name: string, element: HTMLElement, value: any, fault: string, focus: () => void}} Part
 */

/**
 * @typedef {object} Group
 * @property {"profile" | "texts" | "pre_chat" | "hours" | "routing" | "mail" | "push" | "captcha" | "identity_tokens"} name
 * @property {string} title
 * @property {string} text what it is for
 * @property {(values: any) => (Part | HTMLElement)[]} parts in their order, with what stands between them
 */

const OUTDATED = "Someone else has changed these settings. Load them to see their changes; yours will be discarded.";

export class SettingsForm {
  #api;
  #group;
  /** @type {Part[]} */
  #parts = [];
  #version = 0;
  #fault = el("p", { class: "fault", role: "alert" });
  #fields = el("div", { class: "fields" });
  #button = el("button", { class: "primary" }, "Save");
  #reload = el("button", { type: "button", hidden: true, onclick: () => this.#load() }, "Load the current settings");

  /** @param {import("../client/api.js").Api} api @param {Group} group @param {any} values of the group */
  constructor(api, group, values) {
    this.#api = api;
    this.#group = group;
    const id = `settings-${group.name}`;
    this.element = el(
      "form",
      {
        class: "card pad settings",
        "aria-labelledby": id,
        onsubmit: (/** @type {Event} */ event) => this.#save(event),
      },
      el("h2", { id }, group.title),
      el("p", { class: "muted" }, group.text),
      this.#fields,
      this.#fault,
      el("div", { class: "buttons" }, this.#reload, this.#button),
    );
    this.#show(values);
  }

  /** @param {any} values */
  #show(values) {
    this.#version = values.version;
    const parts = this.#group.parts(values);
    this.#parts = parts.filter((part) => !(part instanceof HTMLElement)).map((part) => /** @type {Part} */ (part));
    replaceChildren(this.#fields, ...parts.map((part) => (part instanceof HTMLElement ? part : part.element)));
    this.#tell("");
  }

  /** @param {string} fault @param {boolean} [isOutdated] */
  #tell(fault, isOutdated = false) {
    this.#fault.textContent = fault;
    this.#reload.hidden = !isOutdated;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    if (this.#button.disabled) return;
    this.#button.disabled = true;
    for (const part of this.#parts) part.fault = "";
    this.#tell("");
    const { name } = this.#group;
    try {
      const change = { ...nested(this.#parts), version: this.#version };
      const settings = await this.#api.request("PATCH", "/api/settings/", { [name]: change });
      this.#show(settings[name]);
      toast("Saved. It takes effect within 20 seconds.");
    } catch (error) {
      this.#explain(error);
    } finally {
      this.#button.disabled = false;
    }
  }

  async #load() {
    try {
      this.#show((await this.#api.get("/api/settings/"))[this.#group.name]);
    } catch (error) {
      this.#tell(explain(error), true);
    }
  }

  /** @param {unknown} error */
  #explain(error) {
    if (error instanceof ApiError && error.code == "outdated") return this.#tell(OUTDATED, true);
    const faults = Object.entries(error instanceof ApiError ? error.fields : {});
    let rest = faults;
    for (const part of this.#parts) {
      const isOfPart = (/** @type {string} */ field) => `${field}.`.startsWith(`${this.#group.name}.${part.name}.`);
      part.fault = [...new Set(rest.filter(([field]) => isOfPart(field)).flatMap(([, messages]) => messages))].join(
        " ",
      );
      rest = rest.filter(([field]) => !isOfPart(field));
    }
    if (rest.length || !faults.length) this.#tell(explain(error));
    else this.#parts.find((part) => part.fault)?.focus();
  }
}

/** The values of parts, each at the place that its name says. @param {Part[]} parts */
function nested(parts) {
  /** @type {any} */
  const values = {};
  for (const { name, value } of parts) {
    const [last, ...path] = name.split(".").reverse();
    const place = path.reverse().reduce((within, step) => (within[step] ??= {}), values);
    place[last] = value;
  }
  return values;
}
