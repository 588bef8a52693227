// A link in a mail: it leads to the page that the chat began on, with a token in the fragment, which no server sees.

import { Api, ApiError } from "../client/api.js";
import { explain } from "../shared/explain.js";

/** Fragments that belong to the widget: `#tribeclub-chat=…` goes on with a chat, `#tribeclub-no-mail=…` ends its mails. */
const LINK = /^#tribeclub-(chat|no-mail)=(\w+)$/;

/**
 * Takes the link out of the address, so that nobody shares it or comes back to it, and follows it.
 * @param {string} base @param {import("./visitor-storage.js").VisitorStorage} storage
 * @param {import("../shared/phrase.js").Translate} t
 * @returns {Promise<string | undefined>} words about it for the visitor; nothing if the address has no such link
 */
export async function followMailLink(base, storage, t) {
  const [, purpose, token] = location.hash.match(LINK) ?? [];
  if (!token) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  const api = new Api(base);
  try {
    if (purpose == "no-mail") {
      await api.post(`/api/chat/unsubscribe/${token}/`);
      return t("You won’t get any more emails about this chat.");
    }
    const resumed = await api.post("/api/chat/resume/", { token });
    storage.visit = { roomId: resumed.chat_room_id, token: resumed.token };
    return "";
  } catch (error) {
    return error instanceof ApiError && error.status < 500 ? t("This link has expired.") : explain(error, t);
  }
}
