// The keys of the console. None of them takes what a keyboard writes: on a Mac every Option key writes something,
// elsewhere AltGr does, and Alt with the numeric keypad.

export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const MODIFIER = IS_MAC ? "Ctrl" : "Alt";
const COMMAND = IS_MAC ? "⌘" : "Ctrl";

/** Names of keys, for people. */
export const KEYS = {
  palette: `${COMMAND}+K`,
  resolve: `${COMMAND}+Shift+Enter`,
};

/** All keys, by what they are for. @type {[title: string, keys: [key: string, text: string][]][]} */
export const KEY_MAP = [
  [
    "Go to",
    [
      [`${MODIFIER}+1`, "Queue"],
      [`${MODIFIER}+2`, "Your chats"],
      [`${MODIFIER}+3`, "Reply, or Take chat"],
      [`${MODIFIER}+4`, "Details and notes"],
      ["F6", "Next area"],
      [KEYS.palette, "Any chat, any action"],
    ],
  ],
  [
    "Chats",
    [
      ["↑ ↓", "Move through the list"],
      ["Enter", "Open; once more, take"],
      [`${IS_MAC ? "⌥" : "Alt"}+↓`, "Next unread"],
      [`${IS_MAC ? "⌥" : "Alt"}+↑`, "Previous unread"],
      ["Shift+Space", "Select the chat"],
      ["Shift+↑ ↓", "Select it and the next"],
      [`${COMMAND}+A`, "Select all in the list"],
    ],
  ],
  [
    "Reply",
    [
      ["Enter", "Send"],
      ["Shift+Enter", "New line"],
      [KEYS.resolve, "Send what is written, and resolve"],
      ["/", "Canned responses"],
      ["Esc", "Leave the field; the chat stays open"],
      ["?", "This list"],
    ],
  ],
];

/** `true` if Ctrl, or Command on a Mac, is held, and no other key that isn't meant. @param {KeyboardEvent} event @param {boolean} [withShift] */
export function isCommand({ ctrlKey, metaKey, altKey, shiftKey }, withShift = false) {
  return (IS_MAC ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !altKey && shiftKey == withShift;
}

/** The digit that is pressed with the modifier for areas, if any. @param {KeyboardEvent} event */
export function areaDigit(event) {
  const { key, altKey, ctrlKey, metaKey, location } = event;
  const isAlt = altKey && !ctrlKey && !event.getModifierState("AltGraph");
  const isOurs = !metaKey && (IS_MAC ? ctrlKey && !altKey : isAlt);
  return isOurs && location != KeyboardEvent.DOM_KEY_LOCATION_NUMPAD && /^[1-4]$/.test(key) ? Number(key) : null;
}
