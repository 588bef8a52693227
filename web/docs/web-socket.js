// The frames of the WebSocket, in both directions.

import { el } from "../shared/dom.js";
import { CodeBlock, json } from "./code.js";
import { facts, heading, limitsFact, part, section } from "./components.js";
import { bodyFields } from "./fields.js";
import { inline, prose } from "./prose.js";

/**
 * @typedef {import("./reference.js").Frame} Frame
 * @typedef {import("./schemas.js").Schemas} Schemas
 */

/** @param {Frame} frame */
export function frameId({ action, type }) {
  return action ? `send-${action}` : `receive-${type}`;
}

/** @param {Schemas} schemas @param {import("./reference.js").WebSocketApi} webSocket */
export function webSocketSections(schemas, { description, url, limits, client, server }) {
  const about = el(
    "section",
    { class: "entry group", id: "websocket", "aria-labelledby": "websocket-title" },
    heading("h2", "WebSocket", "websocket"),
    ...prose(description),
    facts([["URL", el("code", {}, url)], limitsFact(limits)]),
  );
  return [about, ...[...client, ...server].map((frame) => frameSection(schemas, frame))];
}

/** @param {Schemas} schemas @param {Frame} frame */
function frameSection(schemas, frame) {
  const { action, type, summary, schema, example, answer, limits, audience } = frame;
  const block = new CodeBlock(`Example frame: ${action ?? type}`, el("span", { class: "code-title" }, "Example"));
  block.show(json(example));
  return section(
    { id: frameId(frame), title: action ?? type ?? "" },
    [
      el("p", {}, direction(frame), " ", ...inline(summary), "."),
      facts([
        !!answer && ["Answer", inline(answer)],
        limitsFact(limits),
        !!audience && ["Who gets it", inline(audience)],
      ]),
    ],
    [block.element],
    [part("Fields", bodyFields(schemas, schema, !!action))],
  );
}

/** @param {Frame} frame */
export function direction({ action }) {
  return el("span", { class: action ? "method send" : "method receive" }, action ? "Send" : "Receive");
}
