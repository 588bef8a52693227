// Secrets: they are set, replaced and removed, and never shown.

import { el } from "../shared/dom.js";
import { Input } from "../shared/field.js";
import { when } from "./components.js";

/** @import { DeskCaptcha, DeskIdentityTokens, DeskSecret } from "../client/types.js" */

/** @type {[value: string, label: string][]} */
const PROVIDERS = [
  ["deployment", "The one your deployment names"],
  ["recaptcha", "Google reCAPTCHA"],
  ["turnstile", "Cloudflare Turnstile"],
];

/** The parts of the captcha's form. @param {DeskCaptcha} captcha */
export function captchaParts({ provider, secret }) {
  return [
    new Input(
      { name: "provider", label: "Provider", type: "select", value: provider, options: PROVIDERS },
      "captcha-provider",
    ),
    ...secretParts("captcha", "Secret key", secret),
  ];
}

/** The parts of the form of identity tokens. @param {DeskIdentityTokens} identityTokens */
export function identityTokensParts({ secret }) {
  return secretParts("identity-tokens", "Signing secret", secret, "At least 32 characters.");
}

/** @param {string} group @param {string} label @param {DeskSecret} secret @param {string} [hint] */
function secretParts(group, label, secret, hint) {
  return [status(secret), new SecretPart({ label, hint, isSet: secret.is_set }, `${group}-secret`)];
}

/** Since when and by whom it is set or was removed. @param {DeskSecret} secret */
function status({ is_set, changed_at, changed_by }) {
  const since = changed_at ? [" by ", el("bdi", {}, changed_by?.name), " · ", when(changed_at)] : [];
  if (is_set) return el("p", {}, "Set", ...since);
  const fallback = "Your deployment’s applies, if it has one.";
  return el("p", {}, ...(since.length ? ["Removed", ...since, ". "] : ["Not set. "]), fallback);
}

/** A new secret, or the removal of the one that is set; left empty, it stays as it is. */
class SecretPart {
  name = "secret";
  #text;
  #remove;

  /** @param {{label: string, hint?: string, isSet: boolean}} secret @param {string} id */
  constructor({ label, hint, isSet }, id) {
    this.#text = new Input(
      {
        name: this.name,
        label: isSet ? `New ${label.toLowerCase()}` : label,
        type: "password",
        autocomplete: "new-password",
        maxlength: 500,
        hint: [hint, isSet && "Leave empty to keep the current one."].filter(Boolean).join(" ") || undefined,
      },
      id,
    );
    const removal = {
      name: "remove",
      label: `Remove the ${label.toLowerCase()}`,
      type: /** @type {const} */ ("checkbox"),
    };
    this.#remove = new Input(removal, `${id}-remove`);
    this.element = el("div", { class: "fields" }, this.#text.element, isSet && this.#remove.element);
  }

  /** The new secret, empty for its removal; `undefined` for no change. */
  get value() {
    return this.#remove.value ? "" : this.#text.value || undefined;
  }

  get fault() {
    return this.#text.fault;
  }

  set fault(text) {
    this.#text.fault = text;
  }

  focus() {
    this.#text.focus();
  }
}
