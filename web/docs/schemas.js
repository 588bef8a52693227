// Schemas of the document, made simple: references followed, `allOf` merged, null taken out of the alternatives.

/**
 * A JSON schema, as far as OpenAPI documents of ours use it.
 * @typedef {object} Schema
 * @property {string} [$ref]
 * @property {string | string[]} [type]
 * @property {string} [format]
 * @property {string} [title]
 * @property {string} [description]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {Schema | boolean} [additionalProperties]
 * @property {Schema} [items]
 * @property {Schema[]} [allOf]
 * @property {Schema[]} [oneOf]
 * @property {Schema[]} [anyOf]
 * @property {any[]} [enum]
 * @property {any} [const]
 * @property {any} [default]
 * @property {any} [example]
 * @property {any[]} [examples]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {number} [minItems]
 * @property {number} [maxItems]
 * @property {string} [pattern]
 */

/**
 * A schema without references, `allOf` or null.
 * @typedef {Schema & {name: string, isNullable: boolean, variants: Schema[]}} Shape `name` is its component's, or empty
 */

/** @typedef {{name: string, schema: Schema, isRequired: boolean}} Property */

export class Schemas {
  #components;

  /** @param {Record<string, Schema>} components by name */
  constructor(components) {
    this.#components = components;
  }

  /** Reads one level: properties and items stay as they are, because they may lead back here. @param {Schema} schema */
  read(schema) {
    const { $ref, allOf, oneOf, anyOf, type, ...own } = schema;
    const types = [type ?? []].flat();
    /** @type {Shape} */
    let shape = { ...own, name: "", isNullable: types.includes("null"), variants: [] };
    const rest = types.filter((one) => one != "null");
    if (rest.length) shape.type = rest.length > 1 ? rest : rest[0];
    if ($ref) {
      const name = $ref.slice($ref.lastIndexOf("/") + 1);
      shape = merge(shape, { ...this.read(this.#components[name] ?? {}), name });
    }
    for (const part of allOf ?? []) shape = merge(shape, this.read(part));
    const all = oneOf ?? anyOf ?? [];
    const variants = all.filter((variant) => variant.type != "null");
    if (variants.length < all.length) shape.isNullable = true;
    if (variants.length == 1) shape = merge(shape, this.read(variants[0]));
    else if (variants.length) shape.variants = variants;
    return shape;
  }

  /** The type in words, such as `array of Message or null`. @param {Schema} schema @returns {string} */
  typeName(schema) {
    const shape = this.read(schema);
    const words = this.#words(shape);
    return shape.isNullable ? `${words} or null` : words;
  }

  /** @param {Shape} shape @returns {string} */
  #words(shape) {
    const { name, type, format, items, additionalProperties, properties, variants } = shape;
    if (variants.length) return [...new Set(variants.map((variant) => this.typeName(variant)))].join(" or ");
    if (type == "array") return items ? `array of ${this.typeName(items)}` : "array";
    if (format == "binary") return "file";
    if (type == "object" || properties) {
      if (name || properties || !isSchema(additionalProperties)) return name || "object";
      return `map of ${this.typeName(additionalProperties)}`;
    }
    const words = type ? [type].flat().join(" or ") : typeof (shape.const ?? shape.enum?.[0] ?? {});
    return words == "string" && format ? `string (${format})` : words == "object" ? "any" : words;
  }

  /** Shapes with fields, of items too: one, or a variant each. @param {Schema} schema @returns {Shape[]} */
  objects(schema) {
    const shape = this.read(schema);
    const { items, additionalProperties, properties, variants } = shape;
    if (properties) return [shape];
    if (variants.length) return variants.flatMap((variant) => this.objects(variant));
    const inner = items ?? (isSchema(additionalProperties) ? additionalProperties : null);
    return inner ? this.objects(inner) : [];
  }

  /**
   * Names of the fields, and of those in lists; deeper ones are another component's matter.
   * @param {Schema} schema @param {string[]} [within] components that lead here @returns {string[]}
   */
  fieldNames(schema, within = []) {
    return this.objects(schema).flatMap((shape) => {
      if (within.includes(shape.name)) return [];
      const inside = shape.name ? [...within, shape.name] : within;
      return propertiesOf(shape).flatMap(({ name, schema }) => {
        return this.read(schema).type == "array" ? [name, ...this.fieldNames(schema, inside)] : [name];
      });
    });
  }
}

/** @param {Shape} shape @returns {Property[]} */
export function propertiesOf({ properties = {}, required = [] }) {
  return Object.entries(properties).map(([name, schema]) => ({ name, schema, isRequired: required.includes(name) }));
}

/** @param {Schema | boolean | undefined} schema @returns {schema is Schema} */
function isSchema(schema) {
  return typeof schema == "object" && Object.keys(schema).length > 0;
}

/** Both at once; where they differ, the outer one counts. @param {Shape} outer @param {Shape} inner @returns {Shape} */
function merge(outer, inner) {
  const merged = { ...inner, ...outer };
  merged.name = outer.name || inner.name;
  merged.description = outer.description || inner.description;
  merged.isNullable = outer.isNullable || inner.isNullable;
  merged.variants = outer.variants.length ? outer.variants : inner.variants;
  if (outer.properties && inner.properties) {
    merged.name = "";
    merged.properties = { ...outer.properties, ...inner.properties };
    merged.required = [...(outer.required ?? []), ...(inner.required ?? [])];
  }
  return merged;
}

/** Limits of a value in words. @param {Shape} shape @returns {string[]} */
export function bounds(shape) {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = shape;
  return [
    range(minimum, maximum, ""),
    range(minLength, maxLength, " character"),
    range(minItems, maxItems, " item"),
  ].filter((bound) => bound != null);
}

/** @param {number | undefined} from @param {number | undefined} to @param {string} unit in the singular */
function range(from, to, unit) {
  const last = to ?? from;
  if (last == null) return null;
  const things = `${last.toLocaleString("en")}${unit && `${unit}${last == 1 ? "" : "s"}`}`;
  if (to == null) return `at least ${things}`;
  if (from == null) return `up to ${things}`;
  return from == to ? `exactly ${things}` : `${from.toLocaleString("en")} to ${things}`;
}
