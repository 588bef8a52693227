// Texts as they are compared when somebody searches: without case and accents.

/** @param {string} text */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** `true` if a text has all words of a query. @param {string} text @param {string} query */
export function hasWords(text, query) {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
