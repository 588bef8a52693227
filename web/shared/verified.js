// The mark of a customer for whom the site has vouched by an identity token.

import { el } from "./dom.js";

/** @param {Pick<ChatUser, "is_verified"> | null} [user] */
export function verified(user) {
  const title = "Identity confirmed by the website";
  return !!user?.is_verified && el("span", { class: "chip good", title }, "Verified");
}
