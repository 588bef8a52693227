// The widget's languages: English, as it stands in the code, and those in `languages/`, each loaded where it is
// spoken. Where one thing is named otherwise than many, both stand there: `one|many`.

const LANGUAGES = ["es"];

/** The translation for a language, such as `es-MX`; English for those that aren't here. @param {string} locale */
export async function translator(locale) {
  const code = locale.slice(0, 2).toLowerCase();
  const language = LANGUAGES.includes(code) ? code : "en";
  /** @type {{texts: Record<string, string>, sayings: [RegExp, string][]}} */
  const { texts, sayings } = language == "en" ? { texts: {}, sayings: [] } : await import(`./languages/${language}.js`);
  /** @param {string} text @param {Record<string, string>} [values] */
  const t = (text, values = {}) => {
    const translated = texts[text] ?? sayings.reduce((said, [pattern, words]) => said.replace(pattern, words), text);
    const [one, many = one] = values.count ? translated.split("|") : [translated];
    return (values.count == "1" ? one : many).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  return { t, language };
}
