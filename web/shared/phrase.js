// Sentences with values in them. Where the number of things changes the words, all forms stand there, in the order of
// Unicode's plural categories, as far as the language has them: `one|other`.

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */

const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];

/**
 * A sentence with its `{values}`; `count` chooses the form.
 * @param {string} text @param {Record<string, string>} [values] @param {string} [language] of the text
 */
export function phrase(text, values = {}, language = "en") {
  const forms = values.count ? text.split("|") : [text];
  const form = forms.length > 1 ? forms[formOf(values.count, language, forms.length)] : text;
  return form.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** @param {string} count @param {string} language @param {number} number of forms; some do without a category of theirs */
function formOf(count, language, number) {
  const rules = new Intl.PluralRules(language);
  const { pluralCategories } = rules.resolvedOptions();
  const category = rules.select(Number(count));
  if (number == 2) return category == "one" ? 0 : 1;
  const known = CATEGORIES.filter((name) => pluralCategories.includes(/** @type {Intl.LDMLPluralRule} */ (name)));
  return Math.min(known.indexOf(category), number - 1);
}
