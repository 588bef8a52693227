// Canned responses: the fields of their form, and what the variables in them stand for in a chat.

const VARIABLES_HINT =
  "Use {name}, {first_name}, {agent} and {subject} for the customer’s name, yours, and the subject.";

/**
 * Fields of the form of a canned response.
 * @param {CannedResponse} [response] none for a new one @param {string} [hint] below the shortcut
 * @returns {import("./dialog.js").Field[]}
 */
export function fieldsOf(response, hint) {
  const { shortcut, content } = response ?? {};
  return [
    { name: "shortcut", label: "Shortcut", value: shortcut, required: true, maxlength: 50, hint },
    {
      name: "content",
      label: "Text",
      type: "textarea",
      value: content,
      required: true,
      maxlength: 10_000,
      hint: VARIABLES_HINT,
    },
  ];
}

/** @param {ChatRoom} room @param {string} agentName */
export function valuesIn({ chat_user, subject }, agentName) {
  const { first_name: first = "", last_name: last = "" } = chat_user?.user ?? {};
  // Visitors give one name, which is stored as the first.
  const first_name = last ? first : first.split(" ")[0];
  return { name: `${first} ${last}`.trim(), first_name, agent: agentName, subject };
}

/** A text with values for its variables. Of one without a value, the space before it goes as well: “Hi {name},” is “Hi,”. @param {string} text @param {Record<string, string>} values */
export function fill(text, values) {
  return text.replace(/( ?)\{(\w+)\}/g, (whole, space, name) => {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    return value == null ? whole : value && space + value;
  });
}
