// Identity tokens of a site, as its server makes them.

import { createHmac } from "node:crypto";

/** The secret that site and system share. */
export const SECRET = "0123456789abcdef0123456789abcdef";

/** A site's identity token. @param {string} sub */
export function identity(sub, { secret = SECRET, lifetime = 600 } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + lifetime;
  const claims = { sub, name: `Name of ${sub}`, email: `${sub}@example.com`, exp };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
