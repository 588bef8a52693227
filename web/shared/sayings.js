// What the system says in a chat, which the table has in English.

/** Each with the text that stands for it in other languages. @type {[RegExp, string][]} */
const SAYINGS = [
  [/^(.+) joined the chat\.$/, "{name} joined the chat."],
  [/^You're now chatting with (.+)\.$/, "You’re now chatting with {name}."],
  [
    /^(.+) has left the chat\. Another agent will be with you shortly\.$/,
    "{name} has left the chat. Another agent will be with you shortly.",
  ],
  [/^This chat has been reopened\.$/, "This chat has been reopened."],
];

/** A text of the system in the reader's language. @param {string} text @param {import("./phrase.js").Translate} t */
export function saying(text, t) {
  for (const [pattern, key] of SAYINGS) {
    const [found, name = ""] = text.match(pattern) ?? [];
    // English stays as it is stored.
    if (found && t(key) != key) return t(key, { name });
  }
  return t(text);
}
