// The languages of pages for customers: English, as it stands in the code, and those of a page's `languages/`, each
// loaded where it is spoken.

import { phrase } from "./phrase.js";

const LANGUAGES = ["es"];

/** @typedef {{texts: Record<string, string>, sayings: [RegExp, string][]}} Language */

/**
 * The translation for a language, such as `es-MX`; English for those that aren't here.
 * @param {string} locale @param {(language: string) => Promise<Language>} load loads a language of the page
 */
export async function translator(locale, load) {
  const code = locale.slice(0, 2).toLowerCase();
  const language = LANGUAGES.includes(code) ? code : "en";
  /** @type {Language} */
  const { texts, sayings } = language == "en" ? { texts: {}, sayings: [] } : await load(language);
  /** @type {import("../shared/phrase.js").Translate} */
  const t = (text, values) => {
    const translated = texts[text] ?? sayings.reduce((said, [pattern, words]) => said.replace(pattern, words), text);
    return phrase(translated, values);
  };
  return { t, language };
}
