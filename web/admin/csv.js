// Text of a spreadsheet: RFC 4180, with a mark by which programs know that it is UTF-8.

/**
 * @template T
 * @param {[label: string, value: (item: T) => any][]} columns @param {T[]} items
 */
export function csvOf(columns, items) {
  const heads = columns.map(([label]) => label);
  const rows = items.map((item) => columns.map(([, value]) => value(item)));
  return `\ufeff${[heads, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** @param {any} value */
function cell(value) {
  const text = value == null ? "" : String(value);
  // What begins like a formula would be run by the program that opens it, also behind what separates cells for some.
  const harmless = typeof value == "string" ? text.replace(/(^|[;\t\r\n])([=+\-@\t\r])/g, "$1'$2") : text;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
