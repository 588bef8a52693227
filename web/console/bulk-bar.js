// What can be done to all chats that are chosen: one after the other, with how far it has got, and at the end which of
// them it wasn't done to, and why.

import { ApiError } from "../client/api.js";
import { askForm, confirmAction } from "../shared/dialog.js";
import { el, icon, replaceChildren } from "../shared/dom.js";
import { explain } from "../shared/explain.js";
import { load, tagsOf } from "../shared/names.js";
import { phrase } from "../shared/phrase.js";
import { report, toast } from "../shared/toast.js";
import { nameOf } from "./card.js";

const CROSS = "M6 6l12 12M18 6 6 18";
/** How often a request is repeated that came too soon. */
const MAX_RETRIES = 5;

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {"resolved" | "closed" | "assigned" | "tagged"} Done */
/** @typedef {{name: string, reason: string}} Failure */

export class BulkBar {
  #desk;
  #selection;
  #roomsOf;
  #changed;
  #count = el("p", { class: "chosen", role: "status" });
  #buttons;
  #progress = el("progress", { "aria-label": "Progress" });
  #running = el(
    "div",
    { class: "running", hidden: true },
    this.#progress,
    el("button", { type: "button", onclick: () => (this.#isStopped = true) }, "Stop"),
  );
  #outcome = el("div", { class: "outcome", role: "alert" });
  #isRunning = false;
  #isStopped = false;
  #shown = "";

  /**
   * @param {Desk} desk @param {import("./selection.js").Selection} selection
   * @param {(ids: string[]) => ChatRoom[]} roomsOf
   * @param {{selectAll: () => void, changed: (room: ChatRoom) => void}} list
   */
  constructor(desk, selection, roomsOf, { selectAll, changed }) {
    this.#desk = desk;
    this.#selection = selection;
    this.#roomsOf = roomsOf;
    this.#changed = changed;
    const button = (/** @type {string} */ text, /** @type {() => Promise<any>} */ run, look = "") =>
      el("button", { type: "button", class: look, onclick: () => run().catch(report) }, text);
    this.#buttons = [
      button("Resolve", () => this.#run("resolved", ({ id }) => desk.act(id, "resolve"))),
      button("Assign", () => this.#assign()),
      button("Tag", () => this.#tag()),
      button("Close", () => this.#close(), "danger"),
    ];
    const leave = { type: "button", class: "quiet", title: "Clear selection", "aria-label": "Clear selection" };
    this.element = el(
      "section",
      { class: "bulk", "aria-label": "Selected chats", hidden: true },
      this.#outcome,
      this.#running,
      el(
        "div",
        { class: "line" },
        this.#count,
        el("button", { type: "button", class: "quiet", onclick: selectAll }, "Select all"),
        el("button", { ...leave, onclick: () => this.#leave() }, icon(CROSS)),
      ),
      el("div", { class: "choice" }, this.#buttons),
    );
  }

  show() {
    const { size, isOpen } = this.#selection;
    const shown = [size, isOpen, this.#isRunning, this.#outcome.childElementCount].join();
    if (shown == this.#shown) return;
    this.#shown = shown;
    this.element.hidden = !isOpen && !this.#isRunning && !this.#outcome.childElementCount;
    if (!this.#isRunning) this.#count.textContent = size ? `${size} selected` : "Select chats";
    for (const button of this.#buttons) button.disabled = !size || this.#isRunning;
  }

  #leave() {
    this.#isStopped = true;
    replaceChildren(this.#outcome);
    this.#selection.clear();
  }

  async #assign() {
    const agents = /** @type {StaffAgent[]} */ (await this.#desk.api.all("/api/agents/available/"));
    if (!agents.length) {
      toast("No agents are available right now.");
      return;
    }
    const options = agents.map(
      (agent) => /** @type {[string, string]} */ ([`${agent.id}`, `${agent.full_name} – ${load(agent)}`]),
    );
    const title = chats("Assign {count} chat|Assign {count} chats", this.#selection.size);
    const chosen = await askForm(title, [{ name: "agent_id", label: "Assign to", type: "select", options }], {
      submit: "Assign",
      action: async (values) => values,
    });
    if (!chosen) return;
    const agentId = Number(chosen.agent_id);
    await this.#run("assigned", ({ id, status }) =>
      this.#desk.act(id, this.#assigning(status, agentId), { agent_id: agentId }),
    );
  }

  /** The way in which this agent may assign a chat. @param {RoomStatus} status @param {number} agentId */
  #assigning(status, agentId) {
    const { user, agent } = this.#desk;
    if (user.role == "admin") return "assign_agent";
    return status == "waiting" && agentId == agent?.id ? "take_chat" : "transfer_chat";
  }

  async #tag() {
    const title = chats("Tag {count} chat|Tag {count} chats", this.#selection.size);
    const field = { name: "tags", label: "Tags to add (comma-separated)", required: true };
    const chosen = await askForm(title, [field], { submit: "Add tags", action: async (values) => values });
    if (!chosen) return;
    const added = tagsOf(chosen.tags);
    await this.#run("tagged", ({ id }) => this.#desk.tag(id, added));
  }

  async #close() {
    const count = this.#selection.size;
    const rest = chats("it’s reopened.|they’re reopened.", count);
    await confirmAction(
      chats("Close {count} chat?|Close {count} chats?", count),
      `No one can send messages unless ${rest}`,
      {
        submit: chats("Close {count} chat|Close {count} chats", count),
        // The dialog doesn't wait for all of them.
        action: async () => void this.#run("closed", ({ id }) => this.#desk.act(id, "close")).catch(report),
        danger: true,
      },
    );
  }

  /** Does something to all chosen chats. @param {Done} done @param {(room: ChatRoom) => Promise<ChatRoom>} act */
  async #run(done, act) {
    if (this.#isRunning) return;
    const rooms = this.#roomsOf(this.#selection.ids);
    /** @type {Failure[]} */
    const failures = [];
    let count = 0;
    this.#begin(rooms.length);
    for (const room of rooms) {
      if (this.#isStopped) break;
      try {
        this.#changed(await patiently(() => act(room)));
        if (this.#selection.has(room.id)) this.#selection.toggle(room.id);
        count += 1;
      } catch (error) {
        failures.push({ name: nameOf(room), reason: explain(error) });
      }
      this.#progress.value += 1;
      this.#count.textContent = `${this.#progress.value} of ${rooms.length}`;
    }
    this.#end(done, count, failures, rooms.length);
  }

  /** @param {number} total */
  #begin(total) {
    this.#isRunning = true;
    this.#isStopped = false;
    replaceChildren(this.#outcome);
    Object.assign(this.#progress, { max: total, value: 0 });
    this.#running.hidden = false;
    this.#count.textContent = `0 of ${total}`;
    this.show();
  }

  /** @param {Done} done @param {number} count @param {Failure[]} failures @param {number} total */
  #end(done, count, failures, total) {
    this.#isRunning = false;
    this.#running.hidden = true;
    const left = total - count - failures.length;
    const sentences = [
      chats(`{count} chat ${done}.|{count} chats ${done}.`, count),
      failures.length > 0 &&
        chats(`{count} chat couldn’t be ${done}:|{count} chats couldn’t be ${done}:`, failures.length),
      left > 0 && chats("Stopped before {count} chat.|Stopped before {count} chats.", left),
    ];
    const text = sentences.filter(Boolean).join(" ");
    if (!failures.length) {
      toast(text);
      if (!left) this.#selection.clear();
    } else {
      const lines = failures.map(({ name, reason }) => el("li", {}, el("bdi", {}, name), `: ${reason}`));
      const dismiss = () => {
        replaceChildren(this.#outcome);
        this.show();
      };
      replaceChildren(
        this.#outcome,
        el("p", {}, text),
        el("ul", {}, lines),
        el("button", { type: "button", onclick: dismiss }, "Dismiss"),
      );
    }
    this.show();
  }
}

/** A sentence about so many chats. @param {string} text @param {number} count */
function chats(text, count) {
  return phrase(text, { count: String(count) });
}

/** Asks once more when the server says so, and when. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
async function patiently(act) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ApiError && error.status == 429) || tries == MAX_RETRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, error.wait) * 1000));
    }
  }
}
