// The switch that says whether an agent takes chats.

import { el } from "../shared/dom.js";
import { report } from "../shared/toast.js";

/** @param {import("./desk.js").Desk} desk @param {Agent} agent */
export function availability(desk, agent) {
  const text = el("span");
  const button = el("button", { type: "button", role: "switch", class: "switch quiet", onclick: toggle }, el("span", { class: "dot" }), text);
  show(agent);
  return button;

  async function toggle() {
    button.disabled = true;
    await desk.api.post(`/api/agents/${agent.id}/toggle_availability/`).then(show, report);
    button.disabled = false;
    button.focus();
  }

  /** @param {Agent} agent */
  function show({ is_available, max_concurrent_chats }) {
    button.setAttribute("aria-checked", String(is_available));
    button.title = `Up to ${max_concurrent_chats} chats at once`;
    text.textContent = is_available ? "Available" : "Away";
    button.firstElementChild?.classList.toggle("online", is_available);
  }
}
