// A document of a few operations that holds each thing which a schema can say, for the page that shows documents.

const component = (/** @type {string} */ path) => ({ $ref: `#/components/${path}` });
const ref = (/** @type {string} */ name) => component(`schemas/${name}`);
const json = (/** @type {object} */ schema) => ({ "application/json": { schema } });

const ORDER = {
  allOf: [
    ref("Numbered"),
    {
      type: "object",
      required: ["state", "lines"],
      properties: {
        state: { type: "string", enum: ["open", "paid"], default: "open", description: "How far it is." },
        lines: { type: "array", items: ref("Line"), minItems: 1, maxItems: 50, description: "What is ordered." },
        parent: { oneOf: [{ type: "null" }, ref("Order")], description: "Order that this one replaces." },
        payment: { oneOf: [ref("Card"), ref("Invoice")], description: "How it is paid." },
        labels: { type: "object", additionalProperties: { type: "string" }, description: "Texts by language." },
        comment: { type: ["string", "null"], maxLength: 200, description: "Remark." },
      },
    },
  ],
};

const object = (/** @type {Record<string, object>} */ properties) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});

export const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "2.0.0", description: "Orders of a **shop**." },
  tags: [{ name: "orders", description: "See [the list](#list_orders)." }],
  paths: {
    "/api/orders/": {
      get: {
        tags: ["orders"],
        operationId: "list_orders",
        summary: "Lists orders",
        parameters: [{ name: "state", in: "query", schema: { type: "string", enum: ["open", "paid"] } }],
        responses: { 200: { description: "All of them.", content: json({ type: "array", items: ref("Order") }) } },
      },
      post: {
        tags: ["orders"],
        operationId: "create_order",
        summary: "Creates an order",
        requestBody: {
          required: true,
          content: {
            ...json(ref("Order")),
            "multipart/form-data": { schema: object({ scan: { type: "string", format: "binary" } }) },
          },
        },
        responses: {
          201: { description: "Created.", content: json(ref("Order")) },
          400: component("responses/Invalid"),
          429: { description: "Slow down.", headers: { "Retry-After": { schema: { type: "integer" } } } },
        },
        security: [{ token: [] }, { cookie: [], csrf: [] }],
        "x-roles": ["customer", "admin"],
        "x-limits": ["5 orders a minute"],
      },
    },
  },
  components: {
    examples: { Faults: { value: { lines: ["Too many."] } } },
    responses: {
      Invalid: {
        description: "Invalid.",
        content: { "application/json": { examples: { default: component("examples/Faults") } } },
      },
    },
    schemas: {
      Numbered: object({ number: { type: "integer", minimum: 1, description: "Number." } }),
      Order: ORDER,
      Line: object({ article: { type: "string", pattern: "^[a-z]+$" }, count: { type: "integer", maximum: 9 } }),
      Card: object({ kind: { const: "card" }, last_digits: { type: "string", minLength: 4, maxLength: 4 } }),
      Invoice: object({ kind: { const: "invoice" }, address: { type: "string", examples: ["1 Main Street"] } }),
    },
    securitySchemes: { token: { type: "http", scheme: "bearer", description: "Token of `create_token`." } },
  },
  "x-websocket": {
    description: "One JSON object a frame.",
    url: "wss://shop.example/ws",
    limits: ["3 connections"],
    client: [
      {
        action: "follow",
        summary: "Follows an order",
        schema: object({ order: { type: "integer" } }),
        example: { action: "follow", order: 7 },
        answer: "`following`",
        limits: ["One order a second"],
      },
    ],
    server: [
      {
        type: "order.paid",
        summary: "An order was paid",
        schema: object({ total: { type: "number" } }),
        example: { type: "order.paid", total: 12.5 },
        audience: "Who follows it",
      },
    ],
  },
};
