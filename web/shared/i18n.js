// The languages of pages for customers: English, as it stands in the code, and those of a page's `languages/`, each
// loaded where it is spoken.

import { phrase } from "./phrase.js";

/** Codes of languages that browsers know by another one. @type {Record<string, string>} */
const OTHER_CODES = { no: "nb", nn: "nb", iw: "he" };

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = ["ar", "he"];

/** @typedef {{texts: Record<string, string>}} Language */

/**
 * The translation for a language, such as `es-MX`; for one that isn't offered, the default language's.
 * @param {string} locale @param {(language: string) => Promise<Language>} load loads a language of the page
 * @param {{offered_languages?: string[], default_language?: string}} desk what it offers; all that can be loaded if that isn't known
 */
export async function translator(locale, load, { offered_languages, default_language = "en" } = {}) {
  const [spoken] = locale.toLowerCase().split(/[-_]/);
  const code = OTHER_CODES[spoken] ?? spoken;
  const wanted = !offered_languages || offered_languages.includes(code) ? code : default_language;
  /** @type {Language | null} */
  const loaded = wanted == "en" ? null : await load(wanted).catch(() => null);
  const { texts = {} } = loaded ?? {};
  const language = loaded ? wanted : "en";
  /** @type {import("../shared/phrase.js").Translate} */
  const t = (text, values) => phrase(texts[text] ?? text, values, texts[text] && language);
  return { t, language, dir: RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr" };
}
