// The admin page: signs in, shows the navigation, and the section that the address names after the `#`.

import { accountButton } from "../shared/account-button.js";
import { CookieApi } from "../shared/cookie-api.js";
import { el, icon, replaceChildren } from "../shared/dom.js";
import { ApiError } from "../client/api.js";
import { deskLogo } from "../shared/logo.js";
import { signIn, signOut } from "../shared/sign-in.js";
import { useTheme } from "../shared/theme.js";
import { report } from "../shared/toast.js";
import { SECTIONS } from "./sections.js";

/** Reloads the page once the session is over: it asks to sign in again. */
class SignedInApi extends CookieApi {
  /** @override @type {CookieApi["request"]} */
  async request(method, path, body) {
    try {
      return await super.request(method, path, body);
    } catch (error) {
      if (error instanceof ApiError && error.isSignedOut) location.reload();
      throw error;
    }
  }
}

useTheme();
const allows = (/** @type {User} */ user) => user.role == "admin";
const { user } = await signIn(new CookieApi(), {
  title: "Sign in to Tribeclub Chat",
  allows,
  refusal: "This page is for administrators only.",
});
const api = new SignedInApi();

const badge = el("span", { class: "badge", hidden: true });
const links = Object.entries(SECTIONS).map(([path, { title, drawing }]) => {
  return el("a", { href: `#/${path}` }, icon(drawing), el("span", {}, title), path == "notifications" && badge);
});
const name = `${user.first_name} ${user.last_name}`.trim() || user.username;
const main = el("main", { id: "main", tabIndex: -1 });
replaceChildren(
  document.body,
  el("button", { class: "skip", type: "button", onclick: () => main.querySelector("h1")?.focus() }, "Skip to content"),
  el(
    "header",
    { class: "top" },
    deskLogo(),
    el("p", { class: "title" }, "Tribeclub Chat ", el("span", { class: "muted" }, "Admin")),
    accountButton(api, name),
    el("a", { href: "/console/" }, "Console"),
    el("button", { type: "button", onclick: () => signOut(api).catch(report) }, "Sign out"),
  ),
  el("div", { class: "frame" }, el("nav", { class: "sections", "aria-label": "Sections" }, links), main),
);

/** @type {import("./components.js").Admin} */
const admin = {
  api,
  user,
  showUnread(count) {
    badge.hidden = !count;
    replaceChildren(badge, String(count), el("span", { class: "spoken" }, " unread"));
  },
};

/** @type {void | (() => void)} */
let stop;

/** Shows the section that the address names. */
function show() {
  stop?.();
  const [path, id] = location.hash.replace(/^#\//, "").split("?")[0].split("/");
  const place = path in SECTIONS ? path : "overview";
  const section = SECTIONS[place];
  for (const link of links) link.removeAttribute("aria-current");
  const link = links[Object.keys(SECTIONS).indexOf(place)];
  link.setAttribute("aria-current", "page");
  link.scrollIntoView({ block: "nearest", inline: "center" });
  document.title = `${section.title} – Tribeclub Chat Admin`;
  const content = el("div", { class: "section" });
  replaceChildren(main, content);
  stop = id && section.showOne ? section.showOne(content, admin, id) : section.show(content, admin, "");
}

addEventListener("hashchange", () => {
  show();
  scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
});
show();
api
  .get("/api/notifications/unread_count/")
  .then(({ unread_count }) => admin.showUnread(unread_count))
  .catch(report);
