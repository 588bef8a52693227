// The button with the face and the name of who has signed in, which leads to their account.

import { el, replaceChildren } from "./dom.js";
import { face } from "./face.js";
import { Profile } from "./profile.js";
import { report } from "./toast.js";

/** @param {import("./cookie-api.js").CookieApi} api @param {string} name @param {string | null} [photo] its URL */
export function accountButton(api, name, photo) {
  const onclick = () => new Profile(api, show).open().catch(report);
  const button = el("button", { type: "button", class: "quiet account", onclick });

  /** @param {{full_name: string, avatar: string | null}} me */
  function show({ full_name, avatar }) {
    replaceChildren(
      button,
      face(full_name, avatar),
      el("span", { class: "who", "aria-hidden": "true" }, full_name),
      el("span", { class: "spoken" }, `${full_name}, your account`),
    );
  }

  show({ full_name: name, avatar: photo ?? null });
  if (photo === undefined) api.get("/api/users/me/").then(show, report);
  return button;
}
