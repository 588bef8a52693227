// Text that comes into a composer from elsewhere than the keyboard.

/**
 * Inserts a text where the cursor is, which then stands behind it.
 * @param {import("../shared/composer.js").Composer} composer @param {string} text
 * @param {RegExp} [replaced] what of the text before the cursor it takes the place of
 */
export function insertAt(composer, text, replaced) {
  const { value, selectionStart, selectionEnd } = composer.input;
  const typed = value.slice(0, selectionStart);
  const before = (replaced ? typed.replace(replaced, "") : typed) + text;
  composer.write(before + value.slice(selectionEnd));
  composer.input.setSelectionRange(before.length, before.length);
}
