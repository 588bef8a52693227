// The inputs that make an agent or a user, or change one.

/** @typedef {import("../shared/dialog.js").Field} Field */

/**
 * Fields of a person's name and addresses.
 * @param {{first_name: string, last_name: string, email: string}} [user] @param {string} [phone] @returns {Field[]}
 */
export function person(user, phone) {
  return [
    { name: "first_name", label: "First name", value: user?.first_name, maxlength: 150 },
    { name: "last_name", label: "Last name", value: user?.last_name, maxlength: 150 },
    { name: "email", label: "Email", type: "email", value: user?.email, required: true },
    { name: "phone_number", label: "Phone", value: phone, maxlength: 20 },
  ];
}

/** @param {string} [owner] whose it is already, if anybody's @returns {Field} */
export function newPassword(owner) {
  const again = `Leave empty to keep the current password. A new password signs ${owner} out everywhere.`;
  const texts = owner ? { label: "New password", hint: again } : { label: "Password", hint: "At least 8 characters." };
  return {
    name: "password",
    type: "password",
    required: !owner,
    maxlength: 128,
    autocomplete: "new-password",
    ...texts,
  };
}

/** @param {StaffAgent} [agent] none for a new one @param {ChatUser} [user] the agent's @returns {Field[]} */
export function fieldsFor(agent, user) {
  const employeeId = agent ? { required: true } : { hint: "Leave empty to generate one." };
  const capacity = { min: 1, max: 1000, required: true };
  /** @type {Field[]} */
  const own = [
    ...person(agent?.user, user?.phone_number),
    { name: "department", label: "Department", value: agent?.department, maxlength: 100 },
    { name: "employee_id", label: "Employee ID", value: agent?.employee_id, maxlength: 100, ...employeeId },
    {
      name: "max_concurrent_chats",
      label: "Maximum simultaneous chats",
      type: "number",
      value: agent?.max_concurrent_chats ?? 5,
      ...capacity,
    },
    { name: "is_available", label: "Available for chats", type: "checkbox", value: agent?.is_available ?? true },
  ];
  if (!agent) return [{ name: "username", label: "Username", required: true, maxlength: 150 }, newPassword(), ...own];
  const hint = "When off, the agent is signed out and can’t take chats.";
  return [
    ...own,
    { name: "is_active", label: "Can sign in", type: "checkbox", value: user?.user.is_active ?? true, hint },
    newPassword(agent.full_name),
  ];
}

/**
 * Values for the API, without fields that were left empty and may not be.
 * @param {Record<string, any>} values @returns {any}
 */
export function valuesOf(values) {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== "" || !["password", "employee_id"].includes(name)),
  );
}
