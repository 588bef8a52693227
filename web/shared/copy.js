// Copying a text that is on the page.

import { toast } from "./toast.js";

/** Copies a text, or selects the element that shows it, and says so. @param {string} text @param {Node} element */
export async function copy(text, element) {
  // There is a clipboard only where the page is served securely, and where the browser allows it.
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  if (!isCopied) getSelection()?.selectAllChildren(element);
  toast(isCopied ? "Copied." : "Press Ctrl+C to copy it.");
}
