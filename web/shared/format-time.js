// Times and spans of time for staff, who see many of them.

/** Day and time. @param {string} time */
export function moment(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** A duration in its largest unit: 40 s, 12 min, 3 h, 5 d. @param {number} seconds */
export function duration(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Time since then, in short: now, 12 min. @param {string} time */
export function age(time) {
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  return seconds < 60 ? "now" : duration(seconds);
}

/** The same in a sentence: just now, 12 min ago. @param {string} time */
export function ago(time) {
  const since = age(time);
  return since == "now" ? "just now" : `${since} ago`;
}
