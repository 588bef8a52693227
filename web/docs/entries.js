// Everything that the navigation leads to, and what the search finds it by.

import { bodyTypes } from "./requests.js";
import { frameId } from "./web-socket.js";

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} title
 * @property {string} [method] of an operation
 * @property {import("./reference.js").Frame} [frame]
 * @property {string} text in lower case, all but the fields
 * @property {string[]} fields names of parameters and fields
 */

/** @typedef {{id: string, title: string, entries: Entry[]}} EntryGroup */

/** @param {import("./reference.js").Reference} reference @returns {EntryGroup[]} */
export function entriesOf({ schemas, groups, webSocket }) {
  const guide = [
    ["introduction", "Introduction"],
    ["authentication", "Authentication"],
    ["errors", "Errors"],
  ].map(([id, title]) => ({ id, title, text: title.toLowerCase(), fields: [] }));
  const all = groups.map(({ id, title, operations }) => ({
    id,
    title,
    entries: operations.map((operation) => operationEntry(schemas, operation, title)),
  }));
  const frames = [...(webSocket?.client ?? []), ...(webSocket?.server ?? [])].map((frame) => ({
    id: frameId(frame),
    title: frame.action ?? frame.type ?? "",
    frame,
    text: `websocket ${frame.action ?? frame.type} ${frame.summary}`.toLowerCase(),
    fields: schemas.fieldNames(frame.schema),
  }));
  return [
    { id: "introduction", title: "Guide", entries: guide },
    ...all,
    ...(webSocket ? [{ id: "websocket", title: "WebSocket", entries: frames }] : []),
  ];
}

/**
 * @param {import("./schemas.js").Schemas} schemas @param {import("./reference.js").Operation} operation
 * @param {string} group
 */
function operationEntry(schemas, operation, group) {
  const { id, title, method, path, summary, parameters, body, answers } = operation;
  const contents = [
    ...bodyTypes(operation).map((type) => body[type]),
    ...answers.flatMap(([, answer]) => mediaOf(answer)),
  ];
  const names = contents.flatMap(({ schema }) => (schema ? schemas.fieldNames(schema) : []));
  const fields = [...new Set([...parameters.map(({ name }) => name), ...names])];
  const text = `${group} ${method} ${path} ${id} ${title} ${summary}`.toLowerCase();
  return { id, title, method, text, fields };
}

/** @param {import("./reference.js").Answer} answer */
function mediaOf({ content }) {
  return Object.values(content);
}

/**
 * Matches an entry with all words of a query; says which field a word names, if nothing else is called so.
 * @param {Entry} entry @param {string} query
 * @returns {{isFound: boolean, field: string}}
 */
export function match({ text, fields }, query) {
  let field = "";
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    if (text.includes(word)) continue;
    const found = fields.find((name) => name.toLowerCase().includes(word));
    if (!found) return { isFound: false, field };
    field ||= found;
  }
  return { isFound: true, field };
}
