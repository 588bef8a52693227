// A room as the lists show it.

import { el } from "../shared/dom.js";
import { age } from "../shared/spans.js";

/** Whether somebody is online, in colour and in words. @param {boolean} isPresent */
export function presence(isPresent) {
  const word = isPresent ? "online" : "offline";
  return el("span", { class: `dot ${word}`, title: word, role: "img", "aria-label": word });
}

/**
 * @param {ChatRoom} room
 * @param {{unread?: number, isOpen: boolean, isPresent: boolean | null, isMine: boolean, open: () => void}} shown
 */
export function card({ chat_user_info, subject, priority, tags, status, last_message, created_at, agent_name }, { unread = 0, isOpen, isPresent, isMine, open }) {
  const name = chat_user_info?.full_name || chat_user_info?.email || "Visitor";
  const last = last_message?.content || last_message?.attachment_info?.name || subject;
  const time = status == "waiting" ? created_at : (last_message?.created_at ?? created_at);
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "room quiet", "aria-current": isOpen ? "true" : null, onclick: open },
      el("span", { class: "line" }, isPresent != null && presence(isPresent), el("strong", {}, name), el("time", { dateTime: time }, age(time))),
      el("span", { class: "line" }, el("span", { class: "excerpt", dir: "auto" }, last), unread > 0 && el("span", { class: "badge" }, `${unread}`, el("span", { class: "spoken" }, " unread"))),
      el(
        "span",
        { class: "line chips" },
        (priority == "urgent" || priority == "high") && el("span", { class: `chip ${priority}` }, priority),
        status != "waiting" && status != "active" && el("span", { class: "chip" }, status),
        tags.map((tag) => el("span", { class: "chip" }, tag)),
        !isMine && agent_name && el("span", { class: "muted" }, agent_name),
      ),
    ),
  );
}
