// Who a chat is with: their face, what they can be reached by, and whether the site vouches for it.

import { el, replaceChildren } from "../shared/dom.js";
import { moment } from "../shared/format-time.js";
import { verified } from "../shared/verified.js";
import { nameOf } from "./card.js";
import { face } from "../shared/face.js";
import { factList } from "./facts.js";

const UNCONFIRMED = "Name and contact details are as the customer gave them";

export class CustomerCard {
  #shown = "";
  element = el("section", { class: "customer", "aria-label": "Customer" });

  /** @param {ChatRoom} room */
  show(room) {
    const { chat_user, chat_user_info } = room;
    const shown = JSON.stringify([nameOf(room), chat_user_info, chat_user?.avatar, verified(chat_user) != false]);
    if (shown == this.#shown) return;
    this.#shown = shown;
    replaceChildren(
      this.element,
      el(
        "div",
        { class: "who" },
        el("div", { class: "portrait" }, face(nameOf(room), chat_user?.avatar)),
        el("div", {}, el("h3", {}, el("bdi", {}, nameOf(room))), identity(chat_user)),
      ),
      factList(factsOf(room)),
    );
  }
}

/** @param {ChatUser | null} user */
function identity(user) {
  return verified(user) || el("span", { class: "muted", title: UNCONFIRMED }, "Not confirmed by your website");
}

/** @param {ChatRoom} room @returns {import("./facts.js").Fact[]} */
function factsOf({ chat_user_info: customer, chat_user }) {
  const { email = "", phone_number: phone = "", is_temporary: isVisitor, created_at: since } = customer ?? {};
  const reachable = phone.replace(/[^\d+]/g, "");
  return [
    { name: "Email", text: email, make: () => el("a", { href: `mailto:${email}` }, email) },
    { name: "Phone", text: phone, make: () => el("a", { href: `tel:${reachable}` }, phone) },
    { name: "Type", text: customer && (isVisitor ? "Visitor" : "Registered customer") },
    { name: "Customer ID", text: chat_user?.external_id },
    { name: "Since", text: since && !isVisitor && moment(since) },
  ];
}
