// Sign-in to a page, by the session cookie or by a form. It takes the place of the page until somebody is signed in.

import { el, replaceChildren } from "./dom.js";
import { ApiError } from "../client/api.js";
import { explain } from "./explain.js";
import { labelled } from "./field.js";
import { phrase } from "./phrase.js";

/** @typedef {import("../client/api.js").Api} Api */
/** @typedef {{user: User, agent: StaffAgent | null}} SignedIn */

/**
 * Resolves once somebody whom the page is for has signed in.
 * @param {Api} api
 * @param {{title: string, allows: (user: User) => boolean, refusal: string}} page `refusal` is shown to other users
 * @returns {Promise<SignedIn>}
 */
export async function signIn(api, { title, allows, refusal }) {
  const behind = [...document.body.childNodes];
  const user = await currentUser(api, title);
  const signedIn = user ? { user, agent: null } : await ask(api, title);
  if (!allows(signedIn.user)) return refuse(api, title, signedIn.user, refusal);
  const agent = signedIn.agent ?? (await agentOf(api, signedIn.user));
  document.body.replaceChildren(...behind);
  return { user: signedIn.user, agent };
}

/** Ends the session, and begins the page anew. @param {Api} api */
export async function signOut(api) {
  await api.post("/api/auth/logout/");
  location.reload();
}

/**
 * The user of the session cookie, if there is one.
 * @param {Api} api @param {string} title @returns {Promise<User | null>}
 */
async function currentUser(api, title) {
  for (;;) {
    try {
      return (await api.get("/api/users/me/")).user;
    } catch (error) {
      if (error instanceof ApiError && error.isSignedOut) return null;
      const retry = el("button", { type: "button", class: "primary" }, "Try again");
      show(
        el(
          "div",
          { class: "card" },
          el("h1", {}, title),
          el("p", { class: "fault", role: "alert" }, explain(error)),
          retry,
        ),
      );
      await new Promise((resolve) => retry.addEventListener("click", resolve));
    }
  }
}

/** @param {Api} api @param {string} title @returns {Promise<SignedIn>} */
function ask(api, title) {
  const name = el("input", {
    name: "username",
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: false,
    required: true,
  });
  const password = el("input", {
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
  const fault = el("p", { class: "fault", role: "alert" });
  const button = el("button", { class: "primary" }, "Sign in");
  return new Promise((resolve) => {
    /** @param {SubmitEvent} event */
    async function submit(event) {
      event.preventDefault();
      fault.textContent = "";
      button.disabled = true;
      try {
        const given = { username: name.value.trim(), password: password.value };
        resolve(/** @type {SignedIn} */ (await api.post("/api/auth/login/", given)));
      } catch (error) {
        fault.textContent = explain(error, phrase, { non_field_errors: "Wrong username or password." });
        password.select();
      } finally {
        button.disabled = false;
      }
    }
    const labels = [labelled("Username or email", name), labelled("Password", password)];
    const forgotten = el("a", { href: "/account/" }, "Forgot your password?");
    show(el("form", { class: "card", onsubmit: submit }, el("h1", {}, title), fault, labels, button, forgotten));
    name.focus();
  });
}

/** @param {Api} api @param {string} title @param {User} user @param {string} refusal @returns {Promise<never>} */
function refuse(api, title, user, refusal) {
  const leave = el("button", { class: "primary", type: "button", onclick: () => signOut(api) }, "Sign out");
  const who = el("p", { class: "muted" }, `You’re signed in as ${user.username}.`);
  show(el("div", { class: "card" }, el("h1", {}, title), el("p", { role: "alert" }, refusal), who, leave));
  return new Promise(() => {});
}

/** @param {Api} api @param {User} user @returns {Promise<StaffAgent | null>} */
async function agentOf(api, user) {
  if (user.role == "customer") return null;
  const agents = /** @type {StaffAgent[]} */ (await api.all("/api/agents/"));
  return agents.find(({ user: { id } }) => id == user.id) ?? null;
}

/** @param {HTMLElement} card */
function show(card) {
  replaceChildren(document.body, el("main", { class: "sign-in" }, card));
}
