// Languages that the widget speaks, by ISO 639-1, and their names.

/** @type {Record<string, string>} */
export const LANGUAGE_NAMES = {
  en: "English",
  es: "Spanish",
  fr: "French",
  de: "German",
  it: "Italian",
  pt: "Portuguese",
  nl: "Dutch",
  sv: "Swedish",
  da: "Danish",
  nb: "Norwegian",
  fi: "Finnish",
  pl: "Polish",
  cs: "Czech",
  ro: "Romanian",
  tr: "Turkish",
  uk: "Ukrainian",
  ar: "Arabic",
  he: "Hebrew",
  ja: "Japanese",
  zh: "Chinese",
};
