// Sentences with values in them. Where one thing is named otherwise than many, both forms stand there: `one|many`.

/** @typedef {(text: string, values?: Record<string, string>) => string} Translate */

/** A sentence with its `{values}`; `count` chooses the form. @type {Translate} */
export const phrase = (text, values = {}) => {
  const [one, many = one] = values.count ? text.split("|") : [text];
  return (values.count == "1" ? one : many).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
};
