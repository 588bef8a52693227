// The line that puts the widget on a page, made of what an admin chooses, and what a page's policy must allow for it.

/**
 * Choices of an admin, by the names of the script's attributes; empty ones are left to the desk and the page.
 * @typedef {Record<"title" | "greeting" | "language" | "color" | "textColor" | "theme" | "position" | "inline" | "launcher", string>} Choices
 */

/** The snippet in HTML. @param {string} origin of the system @param {Partial<Choices>} choices */
export function snippet(origin, choices) {
  const attributes = Object.entries(choices).flatMap(([name, value]) =>
    value ? [` data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${escaped(value)}"`] : [],
  );
  const [first, ...others] = [`<script src="${origin}/widget.js"`, ...attributes];
  // One a line, unless it is short.
  const isShort = attributes.join("").length < 40;
  const place = isShort ? attributes.join("") : others.map((attribute) => `\n ${attribute}`).join("");
  return `${first}${place}${isShort ? " " : "\n  "}async></script>`;
}

/**
 * Directives of a Content-Security-Policy.
 * @param {string} origin of the system @param {{websocket: string, files: string}} addresses
 */
export function policy(origin, { websocket, files }) {
  const others = [websocket, files].map(originOf).filter((one) => one && one != origin);
  const pictures = [origin, originOf(files)].filter((one, index, all) => one && all.indexOf(one) == index).join(" ");
  return [
    `script-src ${origin}`,
    `connect-src ${[origin, ...new Set(others)].join(" ")}`,
    `img-src ${pictures}`,
    `media-src ${originOf(files) || origin}`,
  ].join(";\n");
}

/** @param {string} url */
function originOf(url) {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return "";
  }
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
