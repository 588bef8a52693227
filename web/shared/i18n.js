// The languages of pages for customers: English, as it stands in the code, and those of a page's `languages/`, each
// loaded where it is spoken.

import { phrase } from "./phrase.js";

const LANGUAGES = ["en", "es"];

/** @typedef {{texts: Record<string, string>, sayings: [RegExp, string][]}} Language */

/**
 * The translation for a language, such as `es-MX`; for one that isn't offered, the default language's.
 * @param {string} locale @param {(language: string) => Promise<Language>} load loads a language of the page
 * @param {{offered_languages?: string[], default_language?: string}} [desk] what it offers; all that is here if that isn't known
 */
export async function translator(locale, load, { offered_languages = LANGUAGES, default_language = "en" } = {}) {
  const code = locale.slice(0, 2).toLowerCase();
  const language = offered_languages.includes(code) ? code : default_language;
  /** @type {Language} */
  const { texts, sayings } = language == "en" ? { texts: {}, sayings: [] } : await load(language);
  /** @type {import("../shared/phrase.js").Translate} */
  const t = (text, values) => {
    const translated = texts[text] ?? sayings.reduce((said, [pattern, words]) => said.replace(pattern, words), text);
    return phrase(translated, values);
  };
  return { t, language };
}
