// Fields of a body, and parameters: name, type, bounds and meaning. What is inside a field opens below it.

import { el } from "../shared/dom.js";
import { inline, prose } from "./prose.js";
import { text } from "./requests.js";
import { bounds, propertiesOf } from "./schemas.js";

/**
 * @typedef {import("./schemas.js").Schema} Schema
 * @typedef {import("./schemas.js").Schemas} Schemas
 */

/**
 * The fields of a schema, or the schema itself if it has none.
 * @param {Schemas} schemas @param {Schema} schema
 * @param {boolean} isRequest required fields are marked
 */
export function bodyFields(schemas, schema, isRequest) {
  const shape = schemas.read(schema);
  if (shape.properties) return fieldList(schemas, propertiesOf(shape), isRequest);
  const type = el("p", { class: "field-head" }, el("span", { class: "type" }, schemas.typeName(schema)));
  return el("div", { class: "whole-body" }, type, ...details(schemas, schema, isRequest, ""));
}

/** @param {Schemas} schemas @param {import("./schemas.js").Property[]} properties @param {boolean} isRequest */
export function fieldList(schemas, properties, isRequest) {
  return el(
    "ul",
    { class: "fields" },
    properties.map(({ name, schema, isRequired }) => {
      const head = el(
        "p",
        { class: "field-head" },
        el("code", { class: "name" }, name),
        el("span", { class: "type" }, schemas.typeName(schema)),
        isRequest && isRequired && el("span", { class: "required" }, "Required"),
      );
      return el("li", {}, head, ...details(schemas, schema, isRequest, name));
    }),
  );
}

/** @param {Schemas} schemas @param {Schema} schema @param {boolean} isRequest @param {string} name */
function details(schemas, schema, isRequest, name) {
  const shape = schemas.read(schema);
  const item = shape.items ? schemas.read(shape.items) : null;
  const limits = [...bounds(shape), ...(item ? bounds(item).map((bound) => `each ${bound}`) : [])];
  const notes = [
    !["", null, undefined].includes(shape.default) && ["Default ", el("code", {}, text(shape.default))],
    limits.length && [limits.join(", ")],
    shape.pattern && ["Matches ", el("code", {}, shape.pattern)],
    shape.const !== undefined && ["Always ", el("code", {}, text(shape.const))],
  ].filter((note) => Array.isArray(note));
  const values = shape.enum ?? item?.enum ?? [];
  return [
    ...prose(shape.description),
    notes.length > 0 &&
      el(
        "p",
        { class: "notes" },
        notes.map((note) => el("span", {}, note)),
      ),
    values.length > 0 &&
      el(
        "p",
        { class: "notes values" },
        "One of ",
        values.flatMap((value) => [el("code", {}, text(value)), " "]),
      ),
    ...schemas.objects(schema).map((inner) => inside(schemas, inner, isRequest, name, shape.variants.length > 1)),
  ];
}

/**
 * Fields that are made when they are first opened: they may be without end.
 * @param {Schemas} schemas @param {import("./schemas.js").Shape} shape @param {boolean} isRequest @param {string} name
 * @param {boolean} isVariant
 */
function inside(schemas, shape, isRequest, name, isVariant) {
  const properties = propertiesOf(shape);
  const count = properties.length == 1 ? "1 field" : `${properties.length} fields`;
  const owner = shape.name || (isVariant ? shape.title : "");
  const summary = el("summary", {}, count, owner && [" of ", el("code", {}, owner)]);
  if (!owner && name) summary.append(el("span", { class: "spoken" }, ` of ${name}`));
  const element = el("details", { class: "inside" }, summary);
  element.addEventListener(
    "toggle",
    () => {
      const about = isVariant && shape.description && el("p", {}, inline(shape.description));
      element.append(el("div", { class: "inside-fields" }, about, fieldList(schemas, properties, isRequest)));
    },
    { once: true },
  );
  return element;
}
