// The widget's languages: English, as it stands in the code, and those in `languages/`, each loaded where it is
// spoken.

import { phrase } from "../shared/phrase.js";

const LANGUAGES = ["es"];

/** The translation for a language, such as `es-MX`; English for those that aren't here. @param {string} locale */
export async function translator(locale) {
  const code = locale.slice(0, 2).toLowerCase();
  const language = LANGUAGES.includes(code) ? code : "en";
  /** @type {{texts: Record<string, string>, sayings: [RegExp, string][]}} */
  const { texts, sayings } = language == "en" ? { texts: {}, sayings: [] } : await import(`./languages/${language}.js`);
  /** @type {import("../shared/phrase.js").Translate} */
  const t = (text, values) => {
    const translated = texts[text] ?? sayings.reduce((said, [pattern, words]) => said.replace(pattern, words), text);
    return phrase(translated, values);
  };
  return { t, language };
}
