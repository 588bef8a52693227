// One operation: what it does, who may call it, what it takes and answers, and its request beside it.

import { el } from "../shared/dom.js";
import { CodeBlock, choiceBar, json } from "./code.js";
import { capitalised, facts, limitsFact, methodTag, part, pathCode, section, statusChip } from "./components.js";
import { exampleOf } from "./examples.js";
import { bodyFields, fieldList } from "./fields.js";
import { inline, prose } from "./prose.js";
import { bodyTypes, exampleRequest } from "./requests.js";
import { propertiesOf } from "./schemas.js";
import { SampleBlock } from "./sample-block.js";
import { TryIt } from "./try-it.js";

/**
 * @typedef {import("./reference.js").Operation} Operation
 * @typedef {import("./schemas.js").Schemas} Schemas
 */

/** @param {Schemas} schemas @param {Operation} operation @param {import("./session.js").Session} session */
export function operationSection(schemas, operation, session) {
  const { id, description } = operation;
  const sample = new SampleBlock(exampleRequest(schemas, operation));
  const place = el("div", { class: "try-it", id: `try-${id}`, hidden: true });
  const toggle = el("button", { type: "button", class: "primary", onclick: tryIt }, "Try it");
  toggle.setAttribute("aria-controls", place.id);
  toggle.setAttribute("aria-expanded", "false");

  function tryIt() {
    if (!place.childElementCount) place.append(new TryIt(schemas, operation, session, sample).element);
    place.hidden = !place.hidden;
    toggle.setAttribute("aria-expanded", String(!place.hidden));
    if (!place.hidden) place.querySelector("select")?.focus();
  }

  return section(
    operation,
    [
      el("div", { class: "endpoint" }, methodTag(operation.method), pathCode(operation.path), toggle),
      el("p", {}, inline(operation.summary), "."),
      ...prose(description),
      facts(factsOf(operation)),
    ],
    [place, sample.element, exampleBlock(schemas, operation)],
    [...parameters(schemas, operation), body(schemas, operation), answers(schemas, operation)],
  );
}

/** @param {Operation} operation @returns {import("./components.js").Fact[]} */
function factsOf({ id, roles, security, limits }) {
  const names = roles.includes("anonymous") ? ["Anyone"] : roles.map((role) => `${capitalised(role)}s`);
  const ways = security.map((schemes) => schemes.join(" + "));
  return [
    names.length && ["Who may call", names.flatMap((name) => [el("span", { class: "chip" }, name), " "])],
    ways.length && [
      "Authentication",
      ways.flatMap((way, index) => [index ? " or " : "", el("a", { href: "#authentication" }, way)]),
    ],
    limitsFact(limits),
    ["Operation ID", [el("code", {}, id)]],
  ];
}

/** @param {Schemas} schemas @param {Operation} operation */
function parameters(schemas, operation) {
  return [
    ["path", "Path parameters"],
    ["query", "Query parameters"],
  ].map(([place, title]) => {
    const own = operation.parameters.filter((parameter) => parameter.in == place);
    const properties = own.map(({ name, required = false, description, schema }) => {
      return { name, isRequired: required, schema: { description, ...schema } };
    });
    return own.length > 0 && part(title, fieldList(schemas, properties, true));
  });
}

/** Each field once: of a further type only the others. @param {Schemas} schemas @param {Operation} operation */
function body(schemas, operation) {
  const { body, isBodyRequired } = operation;
  /** @type {Set<string>} */
  const shown = new Set();
  const parts = [];
  let head = el("p", { class: "media" });
  for (const type of bodyTypes(operation)) {
    const properties = propertiesOf(schemas.read(body[type].schema ?? {}));
    const fields = properties.filter(({ name }) => !shown.has(name));
    if (fields.length) {
      head = el("p", { class: "media" }, shown.size > 0 && "Also in ");
      parts.push(head, fieldList(schemas, fields, true));
    }
    head.append(el("code", {}, type), " ");
    for (const { name } of fields) shown.add(name);
  }
  const optional = !isBodyRequired && el("p", { class: "muted" }, "Optional.");
  return parts.length > 0 && part("Request body", optional, ...parts);
}

/** @param {Schemas} schemas @param {Operation} operation */
function answers(schemas, operation) {
  const main = mainAnswer(operation);
  const all = operation.answers.map(([status, { description, headers = {}, content }]) => {
    const summary = el("summary", {}, statusChip(status), el("span", {}, inline(description)));
    const element = el("details", { class: "answer", open: status == main }, summary);
    const fill = () => element.append(el("div", { class: "answer-fields" }, ...answerParts(schemas, headers, content)));
    // Most are never opened.
    if (element.open) fill();
    else element.addEventListener("toggle", fill, { once: true });
    return element;
  });
  return part("Answers", ...all);
}

/**
 * @param {Schemas} schemas @param {Record<string, import("./reference.js").Header>} headers
 * @param {import("./reference.js").Content} content
 */
function answerParts(schemas, headers, content) {
  const properties = Object.entries(headers).map(([name, { description, schema }]) => {
    return { name, isRequired: false, schema: { description, ...schema } };
  });
  const bodies = Object.entries(content).flatMap(([type, { schema }]) => [
    el("p", { class: "media" }, el("code", {}, type)),
    schema && bodyFields(schemas, schema, false),
  ]);
  return [
    properties.length > 0 && el("p", { class: "media" }, "Headers"),
    properties.length > 0 && fieldList(schemas, properties, false),
    ...(bodies.length ? bodies : [el("p", { class: "muted" }, "No body.")]),
  ];
}

/** Examples of the answers, one at a time. @param {Schemas} schemas @param {Operation} operation */
function exampleBlock(schemas, operation) {
  const { answers, title } = operation;
  const main = mainAnswer(operation);
  const examples = answers.flatMap(([status, { content }]) => {
    const [media] = Object.values(content);
    if (!media) return { label: status, value: undefined };
    const { schema = {}, examples } = media;
    if (!examples.length) return { label: status, value: exampleOf(schemas, schema) };
    const isOne = examples.length == 1;
    return examples.map(({ label, value }) => ({ label: isOne ? status : `${status} ${label}`, value }));
  });
  const options = examples.map(({ label }, index) => /** @type {[string, string]} */ ([String(index), label]));
  const statuses = choiceBar("Example answer", options, show);
  const block = new CodeBlock(`Example answer: ${title}`, statuses.element);

  /** @param {string} index */
  function show(index) {
    const { value } = examples[Number(index)];
    block.show(value === undefined ? "No body" : typeof value == "string" ? value : json(value));
    statuses.mark(index);
  }

  show(String(examples.findIndex(({ label }) => label.startsWith(main))));
  return block.element;
}

/** Status of success; of several, the one that says that something was made. @param {Operation} operation */
function mainAnswer({ answers }) {
  return answers.findLast(([status]) => status < "300")?.[0] ?? answers[0][0];
}
