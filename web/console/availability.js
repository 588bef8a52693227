// The switch that says whether an agent takes chats.

import { el } from "../shared/dom.js";
import { phrase } from "../shared/phrase.js";
import { report } from "../shared/toast.js";

/** @param {import("./desk.js").Desk} desk @param {Agent} agent */
export function availability(desk, agent) {
  const text = el("span");
  const button = el(
    "button",
    { type: "button", role: "switch", class: "switch quiet", onclick: toggle },
    el("span", { class: "dot" }),
    text,
  );
  show(agent);
  return button;

  async function toggle() {
    // Disabled, it would lose the focus.
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      show(await desk.api.post(`/api/agents/${agent.id}/toggle_availability/`));
    } catch (error) {
      report(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** @param {Agent} agent */
  function show({ is_available, max_concurrent_chats }) {
    button.setAttribute("aria-checked", String(is_available));
    const limit = "Limit: {count} chat at a time|Limit: {count} chats at a time";
    button.title = phrase(limit, { count: String(max_concurrent_chats) });
    text.textContent = is_available ? "Available" : "Away";
    button.firstElementChild?.classList.toggle("online", is_available);
  }
}
