// The guide, which holds for all operations: the address of the API, authentication, and errors.

import { el } from "../shared/dom.js";
import { CodeBlock, json } from "./code.js";
import { facts, heading, statusChip } from "./components.js";
import { inline, prose } from "./prose.js";
import { SampleBlock } from "./sample-block.js";

/** @typedef {import("./requests.js").Request} Request */

/** The first two requests that anybody makes. @type {Request} */
const GET_TOKEN = {
  method: "POST",
  path: "/api/token/",
  token: "",
  body: { kind: "json", value: { username: "mina", password: "correct horse 1" } },
  answer: "json",
};
/** @type {Request} */
const USE_TOKEN = { method: "GET", path: "/api/users/me/", token: "YOUR_TOKEN", body: null, answer: "json" };

const FIELDS = {
  email: ["Enter a valid email address."],
  password: ["This field may not be blank."],
};
const DETAIL = { detail: "Request was throttled. Expected available in 30 seconds.", code: "throttled" };

const EXPLANATION = `A request with invalid fields gets **400** and a map of **all** fields that failed, each with its
messages. \`non_field_errors\` are about the request as a whole.

Every other error has a \`detail\` for people and a stable \`code\` for programs.`;

/** Statuses of errors, their codes, and the cure. */
const ERRORS = [
  "400|parse_error|The body can’t be read.",
  "400|invalid|It isn’t possible now, or a field is invalid.",
  "401|not_authenticated|There are no credentials. Sign in.",
  "401|token_not_valid|The token has expired or was revoked. Refresh it, then repeat the request.",
  "401|user_inactive|The account has been deactivated.",
  "403|permission_denied|The caller isn’t allowed to do this, or the CSRF token is missing.",
  "404|not_found|It doesn’t exist, or the caller may not see it.",
  "405|method_not_allowed|`Allow` lists the methods that exist.",
  "413|too_large|The body is over the limit.",
  "415|unsupported_media_type|The body has a type that isn’t accepted here.",
  "429|throttled|Too many requests. Wait for the seconds in `Retry-After`.",
  "500|error|A fault on our side. Report it with the answer’s `X-Request-Id`.",
  "503|unavailable|Temporarily unavailable. Repeat the request after `Retry-After` seconds.",
].map((line) => line.split("|"));

/** @param {import("./reference.js").Reference} reference */
export function introduction({ title, version, description }) {
  return section(
    "introduction",
    el("h1", { id: "introduction-title" }, title, " API"),
    ...prose(description),
    facts([
      ["Base URL", el("code", {}, `${location.origin}/api/`)],
      ["Version", version],
      ["OpenAPI document", el("a", { href: "/api/schema/", target: "_blank" }, "openapi.json")],
    ]),
  );
}

/** @param {import("./reference.js").Reference} reference */
export function authentication({ securitySchemes }) {
  return section(
    "authentication",
    heading("h2", "Authentication", "authentication"),
    el("p", {}, "Each operation lists the schemes that it accepts. One of them is enough."),
    el("div", { class: "pair" }, new SampleBlock(GET_TOKEN).element, new SampleBlock(USE_TOKEN).element),
    facts(securitySchemes.map(([name, { description }]) => [el("code", {}, name), prose(description)])),
  );
}

export function errors() {
  const fields = new CodeBlock("400 with the faults of fields", el("span", { class: "code-title" }, "400 · fields"));
  const detail = new CodeBlock("Any other error", el("span", { class: "code-title" }, "Everything else"));
  fields.show(json(FIELDS));
  detail.show(json(DETAIL));
  return section(
    "errors",
    heading("h2", "Errors", "errors"),
    ...prose(EXPLANATION),
    el("div", { class: "pair" }, fields.element, detail.element),
    el(
      "ul",
      { class: "errors" },
      ERRORS.map(([status, code, text]) =>
        el("li", {}, statusChip(status), el("code", {}, code), el("p", {}, inline(text))),
      ),
    ),
  );
}

/** @param {string} id @param {...import("../shared/dom.js").Child} children */
function section(id, ...children) {
  return el("section", { class: "entry", id, "aria-labelledby": `${id}-title` }, ...children);
}
