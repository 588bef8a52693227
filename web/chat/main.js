// A page that is nothing but the chat, to link to from mails and profiles: the widget fills it, in the desk's name and
// colours, and in the visitor's language.

const BUNDLE = "%ASSETS%/bundle/main.js";

const SETTINGS = {
  inline: "#chat",
  language: navigator.language,
  theme: "auto",
};

/** @type {Promise<typeof import("../widget/main.js")>} */
const loading = import(BUNDLE);
loading
  .then(({ start }) => start(location.origin, SETTINGS, undefined, "/chat/service-worker.js"))
  .then(({ language, title }) => {
    document.documentElement.lang = language;
    document.title = title;
  });
