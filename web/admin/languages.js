// Languages that the widget speaks, by ISO 639-1, and their names.

/** @type {Record<string, string>} */
export const LANGUAGE_NAMES = { en: "English", es: "Spanish" };
