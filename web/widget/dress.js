// The widget's looks: its styles, and the site's colours.

import { el } from "../shared/dom.js";

/**
 * Adds a style sheet. Those made by script are what no `style-src` of a page forbids.
 * @param {ShadowRoot} root @param {string} base @param {string} name
 */
export async function dress(root, base, name) {
  const answer = await fetch(`${base}%ASSETS%/bundle/${name}.css`);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const text = await answer.text();
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    // A browser that makes none, as of iOS 16.
    root.prepend(el("style", {}, text));
  }
}

/** Applies the site's colours. @param {HTMLElement} host @param {import("./main.js").Settings} settings */
export async function colour(host, { color = "", textColor, theme }) {
  const isColor = CSS.supports("color", color);
  const onColor = textColor || (isColor && (await import("./color.js")).readableOn(color));
  const own = {
    "--accent": isColor && color,
    "--on-accent": onColor,
    "--scheme": theme == "auto" ? "light dark" : theme,
  };
  for (const [name, value] of Object.entries(own)) if (value) host.style.setProperty(name, value);
}
