// Requests of an operation: what the samples show, and what is sent.

import { exampleOf } from "./examples.js";
import { propertiesOf } from "./schemas.js";

/**
 * @typedef {import("./reference.js").Operation} Operation
 * @typedef {import("./schemas.js").Schemas} Schemas
 * @typedef {[name: string, value: string | {name: string}]} FormField of a file, its name is enough
 * @typedef {{kind: "json", value: any} | {kind: "form" | "multipart", fields: FormField[]}} RequestBody
 */

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path with its query
 * @property {string} token what stands for the token; empty if none is needed
 * @property {RequestBody | null} body
 * @property {"json" | "text" | "none"} answer how to read the answer
 */

const KINDS = {
  "application/json": "json",
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
};

/** Media types in which a body can be sent here. @param {Operation} operation */
export function bodyTypes({ body }) {
  return Object.keys(body).filter((type) => type in KINDS);
}

/** The kind of body that a media type is. @param {string} type @returns {"json" | "form" | "multipart"} */
export function bodyKind(type) {
  return /** @type {any} */ (KINDS)[type];
}

/**
 * An example of a body: the document's, if it has one in any media type.
 * @param {Schemas} schemas @param {Operation} operation @param {string} type @returns {RequestBody}
 */
export function exampleBody(schemas, { body }, type) {
  const kind = bodyKind(type);
  const { schema = {} } = body[type];
  const [example] = [body[type], ...Object.values(body)].flatMap(({ examples }) => examples);
  const value = example?.value ?? exampleOf(schemas, schema);
  if (kind == "json") return { kind, value };
  const fields = propertiesOf(schemas.read(schema)).map(({ name, schema: field }) => {
    return [name, isFile(schemas, field) ? { name: "photo.png" } : text(value[name])];
  });
  return { kind, fields: /** @type {FormField[]} */ (fields.filter(([, value]) => value)) };
}

/** @param {Schemas} schemas @param {import("./schemas.js").Schema} schema */
export function isFile(schemas, schema) {
  return schemas.read(schema).format == "binary";
}

/** The request of the document's examples. @param {Schemas} schemas @param {Operation} operation @returns {Request} */
export function exampleRequest(schemas, operation) {
  const needed = operation.parameters.filter((parameter) => parameter.required || parameter.example !== undefined);
  const values = needed.map(({ name, example, schema }) => [name, text(example ?? exampleOf(schemas, schema))]);
  const [type] = bodyTypes(operation);
  return requestOf(operation, Object.fromEntries(values), type ? exampleBody(schemas, operation, type) : null);
}

/**
 * @param {Operation} operation
 * @param {Record<string, string>} values of parameters; what is empty is left out
 * @param {RequestBody | null} body
 * @returns {Request}
 */
export function requestOf(operation, values, body) {
  const { method, path, parameters, security, answers } = operation;
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) if (place == "query" && values[name]) query.append(name, values[name]);
  const filled = path.replace(/\{(\w+)\}/g, (whole, name) => (values[name] ? encodeURIComponent(values[name]) : whole));
  const isVisitors = security.length > 0 && security.every((names) => names.includes("visitor"));
  const content = Object.keys(answers.find(([status]) => status < "300")?.[1].content ?? {});
  return {
    method,
    path: query.size ? `${filled}?${query}` : filled,
    token: isVisitors ? "VISITOR_TOKEN" : security.length ? "YOUR_TOKEN" : "",
    body,
    answer: content.length > 1 ? "text" : content[0] == "application/json" ? "json" : content.length ? "text" : "none",
  };
}

/** A value as text of a field. @param {any} value @returns {string} */
export function text(value) {
  return value == null ? "" : typeof value == "object" ? JSON.stringify(value) : String(value);
}
