// One's own account, in a dialog: photo, name, light or dark, and the way to another email address.

import { askForm } from "./dialog.js";
import { el, replaceChildren } from "./dom.js";
import { explain } from "./explain.js";
import { face } from "./face.js";
import { labelled } from "./field.js";
import { THEMES, setTheme, theme } from "./theme.js";
import { report, toast } from "./toast.js";

/** @typedef {import("./cookie-api.js").CookieApi} Api */

const ME = "/api/users/me/";
/** What the server takes as a photo. */
const PHOTOS = "image/png,image/jpeg,image/webp";

export class Profile {
  #api;
  #changed;
  #fault = el("p", { class: "fault", role: "alert" });
  #photo = el("div", { class: "photo" });
  #first = el("input", { maxLength: 150, autocomplete: "given-name" });
  #last = el("input", { maxLength: 150, autocomplete: "family-name" });
  #theme = el(
    "select",
    { onchange: () => setTheme(/** @type {import("./theme.js").Theme} */ (this.#theme.value)) },
    THEMES.map(([value, text]) => el("option", { value, selected: value == theme() }, text)),
  );
  #save = el("button", { class: "primary" }, "Save");
  #dialog;

  /** @param {Api} api @param {(me: ChatUser) => void} changed hears of each change */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
    this.#dialog = el(
      "dialog",
      { class: "profile", "aria-labelledby": "profile-title", onclose: () => this.#dialog.remove() },
      el(
        "form",
        { onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
        el("h2", { id: "profile-title" }, "Your account"),
        this.#photo,
        this.#fault,
        el("div", { class: "names" }, labelled("First name", this.#first), labelled("Last name", this.#last)),
        labelled("Appearance", this.#theme),
        el(
          "div",
          { class: "buttons" },
          el("button", { type: "button", class: "quiet", onclick: () => this.#email() }, "Change email address"),
          el("button", { type: "button", onclick: () => this.#dialog.close() }, "Close"),
          this.#save,
        ),
      ),
    );
  }

  async open() {
    const me = await this.#api.get(ME);
    this.#show(me);
    this.#first.value = me.user.first_name;
    this.#last.value = me.user.last_name;
    document.body.append(this.#dialog);
    this.#dialog.showModal();
  }

  /** @param {ChatUser} me */
  #show({ avatar, full_name, user }) {
    const choose = el("input", {
      type: "file",
      accept: PHOTOS,
      hidden: true,
      onchange: () => choose.files?.[0] && this.#upload(choose.files[0]),
    });
    const remove = { type: "button", class: "quiet danger", onclick: () => this.#change({ avatar: null }) };
    replaceChildren(
      this.#photo,
      face(full_name, avatar),
      el(
        "div",
        {},
        el("p", {}, el("bdi", {}, full_name)),
        el("p", { class: "muted" }, user.email || "No email address"),
      ),
      choose,
      el("button", { type: "button", onclick: () => choose.click() }, avatar ? "Change photo" : "Add photo"),
      avatar != null && el("button", remove, "Remove photo"),
    );
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const names = { first_name: this.#first.value.trim(), last_name: this.#last.value.trim() };
    if (await this.#change(names)) this.#dialog.close();
  }

  /** @param {File} file */
  #upload(file) {
    const form = new FormData();
    form.set("avatar", file);
    return this.#run(() => this.#api.sendForm("PATCH", ME, form));
  }

  /** @param {{first_name?: string, last_name?: string, avatar?: null}} change */
  #change(change) {
    return this.#run(() => this.#api.request("PATCH", ME, change));
  }

  /** @param {() => Promise<ChatUser>} act @returns {Promise<boolean>} */
  async #run(act) {
    if (this.#save.disabled) return false;
    this.#save.disabled = true;
    replaceChildren(this.#fault);
    try {
      const me = await act();
      this.#show(me);
      this.#changed(me);
      toast("Changes saved.");
      return true;
    } catch (error) {
      this.#fault.textContent = explain(error, undefined, {
        avatar: "Choose a PNG, JPEG or WebP picture of at most 2 MB.",
      });
      return false;
    } finally {
      this.#save.disabled = false;
    }
  }

  #email() {
    this.#dialog.close();
    changeEmail(this.#api).catch(report);
  }
}

/** @param {Api} api */
async function changeEmail(api) {
  const settings = "/api/users/me/notification-settings/";
  const [me, { is_email_available }] = await Promise.all([api.get("/api/users/me/"), api.get(settings)]);
  const { user, unconfirmed_email } = me;
  const now = user.email ? `Your email address is ${user.email}.` : "You have no email address yet.";
  const waiting =
    unconfirmed_email && `To change it to ${unconfirmed_email}, follow the link in the email we sent there.`;
  const next = is_email_available
    ? "We’ll email a link to the new address to confirm it, and let your current one know about the change."
    : "You can sign in with the new one right away.";
  /** @type {import("./field.js").Field[]} */
  const fields = [
    { name: "email", label: "New email address", type: "email", required: true, autocomplete: "email" },
    {
      name: "current_password",
      label: "Current password",
      type: "password",
      required: true,
      autocomplete: "current-password",
    },
  ];
  const changed = await askForm("Email address", fields, {
    text: [now, waiting, next].filter(Boolean).join(" "),
    submit: "Change email address",
    action: (values) => api.request("PATCH", "/api/users/me/", values),
  });
  if (!changed) return;
  const asked = changed.unconfirmed_email;
  toast(asked ? `Almost done: follow the link we sent to ${asked}.` : "Your email address has been changed.");
}
