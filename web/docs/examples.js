// Example values made of schemas, where the document has none of its own.

import { propertiesOf } from "./schemas.js";

/** @typedef {import("./schemas.js").Schema} Schema */

/** By format of a string. @type {Record<string, string>} */
const STRINGS = {
  "date-time": "2026-01-31T09:30:00.000Z",
  date: "2026-01-31",
  email: "vera@example.com",
  uri: "https://example.com/",
  uuid: "0198c1d4-7a52-8b3e-9f10-000000000007",
  password: "correct horse 1",
};

/**
 * An example of a schema. What leads back to where it came from is null.
 * @param {import("./schemas.js").Schemas} schemas @param {Schema} schema
 * @param {string[]} [within] names of the schemas that this is part of
 * @returns {any}
 */
export function exampleOf(schemas, schema, within = []) {
  const shape = schemas.read(schema);
  const given = [shape.example, shape.examples?.[0], shape.const, shape.default, shape.enum?.[0]];
  const known = given.find((value) => value !== undefined);
  if (known !== undefined) return known;
  if (shape.name && within.includes(shape.name)) return null;
  const inside = shape.name ? [...within, shape.name] : within;
  const of = (/** @type {Schema} */ part) => exampleOf(schemas, part, inside);
  if (shape.variants.length) return of(shape.variants[0]);
  if (shape.properties) return Object.fromEntries(propertiesOf(shape).map(({ name, schema }) => [name, of(schema)]));
  if (shape.items) return [of(shape.items)].filter((item) => item !== null);
  if (typeof shape.additionalProperties == "object") return { key: of(shape.additionalProperties) };
  return scalar(shape);
}

/** @param {import("./schemas.js").Shape} shape */
function scalar({ type, format, minimum, isNullable }) {
  if (isNullable) return null;
  if (type == "integer" || type == "number") return Math.max(minimum ?? 1, 1);
  if (type == "boolean") return true;
  if (type == "string") return STRINGS[format ?? ""] ?? "string";
  return type == "object" ? {} : null;
}
