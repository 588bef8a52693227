// A request as code in four languages.

import { json } from "./code.js";

/** @typedef {import("./requests.js").Request} Request */

/** @type {Record<string, {label: string, write: (request: Request) => string}>} */
export const LANGUAGES = {
  curl: { label: "cURL", write: curl },
  javascript: { label: "JavaScript", write: javascript },
  python: { label: "Python", write: python },
  rust: { label: "Rust", write: rust },
};

/** @param {Request} request */
function curl({ method, path, token, body }) {
  const parts = [`curl ${method == "GET" ? "" : `-X ${method} `}${shell(urlOf(path))}`];
  if (token) parts.push(`-H ${shell(`Authorization: Bearer ${token}`)}`);
  if (body?.kind == "json") parts.push("-H 'Content-Type: application/json'", `-d ${shell(json(body.value))}`);
  else if (body) {
    const option = body.kind == "form" ? "--data-urlencode" : "-F";
    for (const [name, value] of body.fields) {
      parts.push(`${option} ${shell(`${name}=${typeof value == "string" ? value : `@${value.name}`}`)}`);
    }
  }
  return parts.join(" \\\n  ");
}

/** @param {Request} request */
function javascript({ method, path, token, body, answer }) {
  const form = body && body.kind != "json" ? body : null;
  const before = form ? [`const body = new ${form.kind == "form" ? "URLSearchParams" : "FormData"}();`] : [];
  for (const [name, value] of form?.fields ?? []) {
    // A file comes from an input of the page.
    before.push(`body.append(${quoted(name)}, ${typeof value == "string" ? quoted(value) : "input.files[0]"});`);
  }
  const headers = [
    token && `"Authorization": ${quoted(`Bearer ${token}`)},`,
    body?.kind == "json" && '"Content-Type": "application/json",',
  ].filter(Boolean);
  const options = [
    method != "GET" && `method: ${quoted(method)},`,
    headers.length && `headers: {\n${indent(headers.join("\n"), 2)}\n},`,
    form && "body,",
    body?.kind == "json" && `body: JSON.stringify(${json(body.value)}),`,
  ].filter(Boolean);
  const given = options.length ? `, {\n${indent(options.join("\n"), 2)}\n}` : "";
  return [
    ...before,
    `const response = await fetch(${quoted(urlOf(path))}${given});`,
    "if (!response.ok) throw new Error(await response.text());",
    ...(answer == "none" ? [] : [`const answer = await response.${answer}();`]),
  ].join("\n");
}

/** @param {Request} request */
function python({ method, path, token, body, answer }) {
  const fields = body && body.kind != "json" ? body.fields : [];
  const texts = fields.filter(([, value]) => typeof value == "string");
  const files = fields
    .filter(([, value]) => typeof value != "string")
    .map(([name, file]) => `${quoted(name)}: open(${quoted(nameOf(file))}, "rb")`);
  const options = [
    token && `headers={"Authorization": ${quoted(`Bearer ${token}`)}},`,
    body?.kind == "json" && `json=${pythonLiteral(body.value)},`,
    texts.length && `data=${pythonLiteral(Object.fromEntries(texts))},`,
    files.length && `files={${files.join(", ")}},`,
  ].filter(Boolean);
  const url = quoted(urlOf(path));
  const given = options.length ? `\n${indent([`${url},`, ...options].join("\n"), 4)}\n` : url;
  return [
    "import requests",
    "",
    `response = requests.${method.toLowerCase()}(${given})`,
    "response.raise_for_status()",
    ...(answer == "none" ? [] : [`print(response.${answer == "json" ? "json()" : "text"})`]),
  ].join("\n");
}

/** @param {Request} request */
function rust({ method, path, token, body, answer }) {
  const calls = [`.${method.toLowerCase()}(${rustString(urlOf(path))})`];
  if (token) calls.push(`.bearer_auth(${quoted(token)})`);
  if (body?.kind == "json") calls.push(`.json(&serde_json::json!(${rustEscapes(json(body.value, 4))}))`);
  if (body?.kind == "form") {
    const pairs = body.fields.map(([name, value]) => `    (${quoted(name)}, ${rustString(nameOf(value))}),`);
    calls.push(`.form(&[\n${pairs.join("\n")}\n])`);
  }
  if (body?.kind == "multipart") {
    const parts = body.fields.map(([name, value]) => {
      const [method, end] = typeof value == "string" ? ["text", ""] : ["file", ".await?"];
      return `        .${method}(${quoted(name)}, ${rustString(nameOf(value))})${end}`;
    });
    calls.push(`.multipart(\n${["    reqwest::multipart::Form::new()", ...parts].join("\n")},\n)`);
  }
  calls.push(".send()", ".await?", ".error_for_status()?");
  if (answer != "none") calls.push(`.${answer}()`, ".await?");
  const start = { json: "let answer: serde_json::Value = ", text: "let answer = ", none: "" }[answer];
  return `${start}reqwest::Client::new()\n${indent(calls.join("\n"), 4)};`;
}

/** @param {string} path */
function urlOf(path) {
  return location.origin + path;
}

/** @param {string | {name: string}} value */
function nameOf(value) {
  return typeof value == "string" ? value : value.name;
}

/** @param {string} text */
function quoted(text) {
  return JSON.stringify(text);
}

/** @param {string} text */
function rustString(text) {
  return rustEscapes(quoted(text));
}

/** JSON's escapes as Rust writes them. @param {string} text */
function rustEscapes(text) {
  return text.replace(/\\(\\|u([0-9a-f]{4})|[bf])/g, (whole, kind, code) => {
    if (code) return `\\u{${code}}`;
    return kind == "b" ? "\\u{8}" : kind == "f" ? "\\u{c}" : whole;
  });
}

/** @param {string} text */
function shell(text) {
  return /^[\w:/.@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** JSON as a literal: the words for three values differ. @param {any} value */
function pythonLiteral(value) {
  /** @type {Record<string, string>} */
  const words = { true: "True", false: "False", null: "None" };
  return json(value, 4).replace(/"(?:\\.|[^"\\])*"|\b(?:true|false|null)\b/g, (token) => words[token] ?? token);
}

/** @param {string} text @param {number} width */
function indent(text, width) {
  return text.replace(/^(?=.)/gm, " ".repeat(width));
}
