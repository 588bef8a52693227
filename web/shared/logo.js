// The desk's logo, in the header of a page of ours.

import { el } from "./dom.js";

/** The logo; empty space of no size where the desk has none, and until it is known. */
export function deskLogo() {
  // What says whose page it is stands beside it.
  const image = el("img", { class: "desk-logo", alt: "", hidden: true });
  fetch("/api/chat/availability/")
    .then((answer) => answer.json())
    .then(({ logo }) => {
      if (!logo) return;
      image.src = logo.url;
      image.hidden = false;
    })
    .catch(() => {});
  return image;
}
