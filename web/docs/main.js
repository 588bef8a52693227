// The API reference: loads the document that the system makes of itself, and shows all of it.

import { el, replaceChildren } from "../shared/dom.js";
import { ApiError } from "../client/api.js";
import { explain } from "../shared/explain.js";
import { heading, methodTag, pathCode, signInLink } from "./components.js";
import { entriesOf } from "./entries.js";
import { authentication, errors, introduction } from "./guide.js";
import { Navigation } from "./navigation.js";
import { operationSection } from "./operation.js";
import { followLinks, jumpTo, watchSections } from "./place.js";
import { prose } from "./prose.js";
import { readReference } from "./reference.js";
import { Session } from "./session.js";
import { webSocketSections } from "./web-socket.js";

const URL = "/api/schema/";

/** @typedef {import("./reference.js").Reference} Reference */

const main = el("main", { id: "main", tabIndex: -1 });
const side = el("div", { class: "contents" });
const account = el("p", { class: "muted account" });
const bar = el(
  "header",
  { class: "top" },
  el(
    "p",
    { class: "brand" },
    el("a", { href: "#introduction" }, "Tribeclub Chat ", el("span", { class: "muted" }, "API")),
  ),
  account,
);
replaceChildren(
  document.body,
  el("button", { class: "skip", type: "button", onclick: () => main.focus() }, "Skip to content"),
  bar,
  el("div", { class: "frame" }, side, main),
);

const session = new Session();
session.addEventListener("change", () => {
  const { user } = session;
  if (user)
    replaceChildren(
      account,
      el("span", { class: "wide" }, "Signed in as "),
      el("strong", {}, user.name),
      ` (${user.role})`,
    );
  else replaceChildren(account, el("span", { class: "wide" }, "Not signed in. "), signInLink());
});
session.refresh();
followLinks();
// Back from the tab where one has signed in.
addEventListener("focus", () => session.follow());
await load();

async function load() {
  replaceChildren(main, el("p", { class: "vacant muted", role: "status" }, "Loading…"));
  try {
    const response = await fetch(URL, { headers: { Accept: "application/json" } }).catch(() => null);
    const document = await response?.json().catch(() => null);
    if (!response?.ok || !document) throw new ApiError(response?.status ?? 0, document);
    show(readReference(document));
  } catch (error) {
    const retry = el("button", { type: "button", class: "primary", onclick: load }, "Try again");
    const text = el("p", { class: "fault" }, explain(error));
    replaceChildren(
      main,
      el("div", { class: "vacant", role: "alert" }, el("h1", {}, "The API reference didn’t load"), text, retry),
    );
    if (!(error instanceof ApiError)) throw error;
  }
}

/** @param {Reference} reference */
function show(reference) {
  const { schemas, groups, webSocket } = reference;
  replaceChildren(
    main,
    introduction(reference),
    authentication(reference),
    errors(),
    groups.flatMap((group) => [
      groupSection(group),
      ...group.operations.map((operation) => operationSection(schemas, operation, session)),
    ]),
    webSocket && webSocketSections(schemas, webSocket),
  );
  const navigation = new Navigation(entriesOf(reference), side);
  bar.prepend(navigation.button);
  watchSections([...main.querySelectorAll(".entry")], (id) => navigation.mark(id));
  // The address named a place before that was there.
  jumpTo(location.hash);
}

/** @param {import("./reference.js").Group} group */
function groupSection({ id, title, description, operations }) {
  const links = operations.map(({ id, method, path, summary }) => {
    return el("li", {}, el("a", { href: `#${id}`, title: summary }, methodTag(method), pathCode(path)));
  });
  return el(
    "section",
    { class: "entry group", id, "aria-labelledby": `${id}-title` },
    heading("h2", title, id),
    ...prose(description),
    el("ul", { class: "card endpoints" }, links),
  );
}
