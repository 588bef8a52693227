// The secret of a new webhook, which nobody can see again later.

import { el, replaceChildren } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { button } from "./components.js";

/** Shows it in a place until that is done with. @param {Element} place @param {string} secret */
export function showSecret(place, secret) {
  const input = el("input", { readOnly: true, value: secret, "aria-label": "Secret", onfocus: () => input.select() });
  const text = el("p", {}, "Copy this signing secret now – you won’t be able to see it again.");
  const buttons = [button("Copy", () => copy(input), "primary"), button("Done", () => replaceChildren(place))];
  const row = el("div", { class: "row" }, input, ...buttons);
  replaceChildren(
    place,
    el("section", { class: "card pad secret", "aria-label": "Secret of the new webhook" }, text, row),
  );
  input.focus();
}

/** @param {HTMLInputElement} input */
async function copy(input) {
  input.select();
  // There is a clipboard only where the page is served securely, and where the browser allows it.
  const isCopied = await navigator.clipboard?.writeText(input.value).then(
    () => true,
    () => false,
  );
  toast(isCopied ? "Copied." : "Press Ctrl+C to copy it.");
}
