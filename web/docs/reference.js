// The document as the page shows it: groups of operations, each complete in itself.

import { capitalised } from "./components.js";
import { Schemas } from "./schemas.js";

/**
 * @typedef {import("./schemas.js").Schema} Schema
 * @typedef {{schema?: Schema, examples: {label: string, value: any}[]}} Media
 * @typedef {Record<string, Media>} Content by media type
 * @typedef {{description?: string, schema: Schema, example?: any}} Described
 * @typedef {Described & {name: string, in: string, required?: boolean}} Parameter
 * @typedef {{description?: string, schema?: Schema}} Header
 * @typedef {{description?: string, headers?: Record<string, Header>, content: Content}} Answer
 */

/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} title
 * @property {string} method in capitals
 * @property {string} path
 * @property {string} summary
 * @property {string} [description]
 * @property {boolean} isWrite changes something
 * @property {string[]} roles who may call
 * @property {string[]} limits
 * @property {string[][]} security names of the schemes that are needed together, for each way; without one, none is
 * @property {Parameter[]} parameters
 * @property {Content} body
 * @property {boolean} isBodyRequired
 * @property {[status: string, Answer][]} answers
 */

/**
 * A frame of the WebSocket. `action` is the client's, `type` the server's.
 * @typedef {object} Frame
 * @property {string} [action]
 * @property {string} [type]
 * @property {string} summary
 * @property {Schema} schema
 * @property {any} example
 * @property {string} [answer]
 * @property {string[]} [limits]
 * @property {string} [audience]
 */

/** @typedef {{description?: string, url: string, limits?: string[], client: Frame[], server: Frame[]}} WebSocketApi */
/** @typedef {{id: string, title: string, description?: string, operations: Operation[]}} Group */

/**
 * @typedef {object} Reference
 * @property {string} title
 * @property {string} version
 * @property {string} [description]
 * @property {Schemas} schemas
 * @property {[name: string, scheme: {description?: string}][]} securitySchemes
 * @property {Group[]} groups
 * @property {WebSocketApi} [webSocket]
 */

const METHODS = ["get", "post", "put", "patch", "delete"];

/** @param {any} document an OpenAPI document of version 3.1 @returns {Reference} */
export function readReference(document) {
  const { info, tags = [], paths, components, "x-websocket": webSocket } = document;
  /** @type {Map<string, Group>} */
  const groups = new Map(tags.map((/** @type {{name: string}} */ tag) => [tag.name, groupOf(tag)]));
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS.filter((method) => item[method])) {
      const [name] = item[method].tags;
      const group = groups.get(name) ?? groupOf({ name });
      groups.set(name, group);
      group.operations.push(operationOf(document, method, path, item[method]));
    }
  }
  return {
    title: info.title,
    version: info.version,
    description: info.description,
    schemas: new Schemas(components.schemas),
    securitySchemes: Object.entries(components.securitySchemes ?? {}),
    groups: [...groups.values()].filter(({ operations }) => operations.length),
    webSocket,
  };
}

/** @param {{name: string, description?: string}} tag @returns {Group} */
function groupOf({ name, description }) {
  return { id: `group-${name.replace(/\W+/g, "-").toLowerCase()}`, title: words(name), description, operations: [] };
}

/** @param {any} document @param {string} method @param {string} path @param {any} operation @returns {Operation} */
function operationOf(document, method, path, operation) {
  const { operationId: id, summary, description, security = [], requestBody } = operation;
  return {
    id,
    title: words(id),
    method: method.toUpperCase(),
    path,
    summary,
    description,
    isWrite: method != "get",
    roles: operation["x-roles"] ?? [],
    limits: [operation["x-limits"] ?? []].flat(),
    security: security.map(Object.keys).filter((/** @type {string[]} */ names) => names.length),
    parameters: (operation.parameters ?? []).map((/** @type {any} */ parameter) => resolve(document, parameter)),
    body: contentOf(document, requestBody?.content),
    isBodyRequired: requestBody?.required ?? false,
    answers: Object.entries(operation.responses).map(([status, answer]) => {
      const { content, ...rest } = resolve(document, answer);
      return [status, { ...rest, content: contentOf(document, content) }];
    }),
  };
}

/** @param {any} document @param {Record<string, any>} [content] @returns {Content} */
function contentOf(document, content = {}) {
  return Object.fromEntries(
    Object.entries(content).map(([type, { schema, example, examples = {} }]) => {
      const all = Object.entries(examples).map(([name, one]) => ({ label: name, ...resolve(document, one) }));
      if (example !== undefined) all.push({ label: "", value: example });
      return [type, { schema, examples: all }];
    }),
  );
}

/** Follows a reference to a component, unless it is the component itself. @param {any} document @param {any} part */
function resolve(document, part) {
  const path = part.$ref?.split("/").slice(1) ?? [];
  return path.reduce(
    (/** @type {any} */ inner, /** @type {string} */ name) => inner[name],
    part.$ref ? document : part,
  );
}

/** A name as words of a title. @param {string} name */
function words(name) {
  return capitalised(name.replace(/[-_]/g, " "));
}
