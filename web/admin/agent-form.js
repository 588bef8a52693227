// The form that makes an agent, or changes one.

/** @param {Agent} [agent] none for a new one @param {ChatUser} [user] the agent's @returns {import("../shared/dialog.js").Field[]} */
export function fieldsFor(agent, user) {
  const employeeId = agent ? { required: true } : { hint: "Made up when left empty." };
  const capacity = { min: 1, max: 1000, required: true };
  /** @type {import("../shared/dialog.js").Field[]} */
  const own = [
    { name: "first_name", label: "First name", value: agent?.user.first_name, maxlength: 150 },
    { name: "last_name", label: "Last name", value: agent?.user.last_name, maxlength: 150 },
    { name: "email", label: "E-mail", type: "email", value: agent?.user.email, required: true },
    { name: "phone_number", label: "Phone", value: user?.phone_number, maxlength: 20 },
    { name: "department", label: "Department", value: agent?.department, maxlength: 100 },
    { name: "employee_id", label: "Employee number", value: agent?.employee_id, maxlength: 100, ...employeeId },
    { name: "max_concurrent_chats", label: "Chats at once", type: "number", value: agent?.max_concurrent_chats ?? 5, ...capacity },
    { name: "is_available", label: "Takes chats", type: "checkbox", value: agent?.is_available ?? true },
  ];
  if (!agent) {
    const username = { name: "username", label: "Username", required: true, maxlength: 150 };
    return [username, password("Password", true, "At least 8 characters."), ...own];
  }
  const hint = "Without, the agent is signed out everywhere, and takes no chats.";
  return [
    ...own,
    { name: "is_active", label: "May sign in", type: "checkbox", value: user?.user.is_active ?? true, hint },
    password("New password", false, "A new one signs the agent out everywhere. Left empty, it stays as it is."),
  ];
}

/** @param {string} label @param {boolean} required @param {string} hint @returns {import("../shared/dialog.js").Field} */
function password(label, required, hint) {
  return { name: "password", label, type: "password", required, hint, maxlength: 128, autocomplete: "new-password" };
}

/** What the API is sent: without what was left empty and may not be. @param {Record<string, any>} values */
export function valuesOf(values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== "" || !["password", "employee_id"].includes(name)));
}
