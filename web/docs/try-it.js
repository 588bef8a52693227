// A form that sends an operation's request, and shows what is answered. The code sample beside it follows the form.

import { el, replaceChildren } from "../shared/dom.js";
import { ApiError } from "../client/api.js";
import { explain } from "../shared/explain.js";
import { CodeBlock, json } from "./code.js";
import { statusChip } from "./components.js";
import { bodyKind, bodyTypes, exampleBody, isFile, requestOf, text } from "./requests.js";
import { propertiesOf } from "./schemas.js";
import { WhoSends } from "./who-sends.js";

/**
 * @typedef {import("./requests.js").RequestBody} RequestBody
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 */

/** Height of a body's field, in lines. */
const MAX_ROWS = 16;

/** Headers of an answer that are for a reader; the others belong to the transport. */
const HEADERS = ["Content-Type", "Location", "Retry-After", "WWW-Authenticate", "Allow", "X-Request-Id"];

export class TryIt {
  #schemas;
  #operation;
  #session;
  #sample;
  /** @type {Control[]} */
  #parameters;
  /** @type {Control[]} */
  #fields = [];
  #type;
  #json = el("textarea", { name: "body", spellcheck: false, class: "body" });
  #body = el("div", { class: "controls" });
  #fault = el("p", { class: "fault", role: "alert" });
  #send;
  #answer = el("div", { class: "outcome", role: "status" });

  /**
   * @param {import("./schemas.js").Schemas} schemas @param {import("./reference.js").Operation} operation
   * @param {import("./session.js").Session} session @param {import("./sample-block.js").SampleBlock} sample
   */
  constructor(schemas, operation, session, sample) {
    this.#schemas = schemas;
    this.#operation = operation;
    this.#session = session;
    this.#sample = sample;
    const { method, isWrite, parameters } = operation;
    this.#parameters = parameters.map(({ name, required = false, schema, example }) => {
      const known = example ?? schemas.read(schema).examples?.[0];
      return this.#control(name, schema, required, required ? known : undefined);
    });
    const types = bodyTypes(operation);
    this.#type = el(
      "select",
      { name: "type", onchange: () => this.#showBody() },
      types.map((type) => el("option", {}, type)),
    );
    this.#send = el("button", { class: method == "DELETE" ? "primary danger" : "primary" }, `Send ${method} request`);
    const warning = `This sends a real request: it changes data on ${location.host}.`;
    this.element = el(
      "form",
      {
        class: "card",
        "aria-label": `Try it: ${operation.title}`,
        onsubmit: (/** @type {SubmitEvent} */ event) => this.#submit(event),
      },
      new WhoSends(session).element,
      el("div", { class: "controls" }, this.#parameters.map(labelled)),
      types.length > 1 && el("label", { class: "field" }, "Body as", this.#type),
      this.#body,
      isWrite && el("p", { class: "warning" }, warning),
      this.#fault,
      this.#send,
      this.#answer,
    );
    this.element.addEventListener("input", () => this.#follow());
    if (types.length) this.#showBody();
  }

  /** The fields of the chosen media type, with the example in them. */
  #showBody() {
    const type = this.#type.value;
    const body = exampleBody(this.#schemas, this.#operation, type);
    this.#fields = [];
    if (body.kind == "json") {
      this.#json.value = json(body.value);
      this.#json.rows = Math.min(this.#json.value.split("\n").length + 1, MAX_ROWS);
      replaceChildren(this.#body, el("label", { class: "field" }, "Body", this.#json));
    } else {
      const values = Object.fromEntries(body.fields);
      const properties = propertiesOf(this.#schemas.read(this.#operation.body[type].schema ?? {}));
      this.#fields = properties.map(({ name, schema, isRequired }) => {
        return this.#control(name, schema, isRequired, values[name]);
      });
      replaceChildren(this.#body, ...this.#fields.map(labelled));
    }
    this.#follow();
  }

  /** @param {string} name @param {import("./schemas.js").Schema} schema @param {boolean} required @param {any} value */
  #control(name, schema, required, value) {
    const shape = this.#schemas.read(schema);
    const choices = shape.enum ?? (shape.type == "boolean" ? [true, false] : null);
    if (choices) {
      const options = [...(required ? [] : [""]), ...choices].map((choice) => el("option", {}, text(choice)));
      const select = el("select", { name, required }, options);
      if (value !== undefined) select.value = text(value);
      return select;
    }
    if (isFile(this.#schemas, schema)) return el("input", { type: "file", name, required });
    const isNumber = shape.type == "integer" || shape.type == "number";
    const { minimum: min, maximum: max } = shape;
    const placeholder = shape.default == null ? "" : text(shape.default);
    const common = { name, required, placeholder, autocomplete: "off", value: text(value) };
    return el("input", { ...common, type: isNumber ? "number" : "text", ...(isNumber ? { min, max } : {}) });
  }

  /** @returns {RequestBody | null} @throws {SyntaxError} if it isn't JSON */
  #read() {
    const type = this.#type.value;
    if (!type) return null;
    const kind = bodyKind(type);
    if (kind == "json") return this.#json.value.trim() ? { kind, value: JSON.parse(this.#json.value) } : null;
    const given = this.#fields.map((control) => [control.name, entered(control)]);
    return { kind, fields: /** @type {any} */ (given.filter(([, value]) => value)) };
  }

  #request() {
    const values = this.#parameters.map(({ name, value }) => [name, value.trim()]);
    return requestOf(this.#operation, Object.fromEntries(values), this.#read());
  }

  /** While a body is being written it may be no JSON yet: then the sample stays as it was. */
  #follow() {
    try {
      this.#sample.show(this.#request());
      this.#fault.textContent = "";
    } catch {}
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#send.disabled) return;
    this.#send.disabled = true;
    this.#fault.textContent = "";
    try {
      const { method, path, body } = this.#request();
      const start = performance.now();
      const response = await this.#session.send(method, path, encoded(body)).catch(() => null);
      if (!response) throw new ApiError(0, null);
      this.#show(response, await response.text(), performance.now() - start);
      await this.#session.follow();
    } catch (error) {
      this.#fault.textContent =
        error instanceof SyntaxError ? `The body isn’t valid JSON. ${error.message}` : explain(error);
    } finally {
      this.#send.disabled = false;
    }
  }

  /** @param {Response} response @param {string} body @param {number} duration in milliseconds */
  #show({ status, statusText, headers }, body, duration) {
    const found = HEADERS.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : []));
    const block = new CodeBlock("Answer", el("span", { class: "code-title" }, "Answer"));
    block.show(readable(body));
    replaceChildren(
      this.#answer,
      el(
        "p",
        { class: "result" },
        statusChip(String(status)),
        el("strong", {}, statusText),
        el("span", { class: "muted" }, `${Math.round(duration)} ms`),
      ),
      el(
        "dl",
        { class: "headers" },
        found.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
      ),
      block.element,
    );
    this.#answer.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Control} control */
function labelled(control) {
  const mark = control.required && el("span", { class: "required" }, "Required");
  return el("label", { class: "field" }, el("span", {}, el("code", {}, control.name), mark), control);
}

/** @param {Control} control @returns {string | File | undefined} */
function entered(control) {
  const { files } = /** @type {HTMLInputElement} */ (control);
  return files ? files[0] : control.value;
}

/** @param {RequestBody | null} body @returns {{headers: Record<string, string>, body?: BodyInit}} */
function encoded(body) {
  if (!body) return { headers: {} };
  if (body.kind == "json") return { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body.value) };
  const form = body.kind == "form" ? new URLSearchParams() : new FormData();
  for (const [name, value] of body.fields) form.append(name, /** @type {string} */ (value));
  return { headers: {}, body: form };
}

/** JSON in lines; any other text as it is. @param {string} text */
function readable(text) {
  try {
    return json(JSON.parse(text));
  } catch {
    return text || "No body";
  }
}
