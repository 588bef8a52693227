// Recognizes keys of a text conversion, as of Japanese or Chinese. Every key handler of the pages asks this first,
// and leaves such a key alone.

/**
 * True if this key belongs to a conversion, or ends one: Safari ends it before it reports the Enter that did, and marks
 * that key by its code alone.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode == 229;
}
