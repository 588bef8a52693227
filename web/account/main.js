// The page for accounts: asks for a mail to reset a forgotten password, and is where the links in mails lead. Their token
// is in the fragment, which no server sees.

import { Api } from "../client/api.js";
import { translator } from "../shared/i18n.js";
import { confirmEmail } from "./confirm-email.js";
import { forgotPassword } from "./forgot-password.js";
import { resetPassword } from "./reset-password.js";

/** @typedef {{api: Api, t: import("../shared/phrase.js").Translate}} Page */

const api = new Api(location.origin);
const loadLanguage = (/** @type {string} */ language) => import(`./languages/${language}.js`);
const { t, language } = await translator(navigator.language, loadLanguage, { offered_languages: ["en", "es"] });
document.documentElement.lang = language;
document.title = t("Your account");

function show() {
  const [, purpose, token] = location.hash.match(/^#(password|email)=(\w+)$/) ?? [];
  if (purpose == "password") resetPassword({ api, t }, token);
  else if (purpose == "email") confirmEmail({ api, t }, token);
  else forgotPassword({ api, t });
}

addEventListener("hashchange", show);
show();
