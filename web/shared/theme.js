// Light or dark, as somebody chose for this browser; without a choice, as the device is.

import { local, onChange } from "../client/storage.js";

/** @typedef {"" | "light" | "dark"} Theme empty: as the device is */

const NAME = "theme";

/** @type {[Theme, string][]} */
export const THEMES = [
  ["", "As on this device"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** @returns {Theme} */
export function theme() {
  return local.get(NAME) ?? "";
}

/** @param {Theme} chosen */
export function setTheme(chosen) {
  local.set(NAME, chosen || null);
  apply();
}

/** Shows the page in it, also when another tab changes it. */
export function useTheme() {
  apply();
  onChange(NAME, apply, new AbortController().signal);
}

function apply() {
  document.documentElement.style.colorScheme = theme();
}
