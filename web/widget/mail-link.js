// A link in a mail: it leads to the page that the chat began on, with a token in the fragment, which no server sees.

import { Api, ApiError } from "../client/api.js";
import { explain } from "../shared/explain.js";

/** Fragments that belong to the widget: `#tribeclub-chat=…` goes on with a chat, `#tribeclub-no-mail=…` ends its mails. */
const LINK = /^#tribeclub-(chat|no-mail)=(\w+)$/;

/**
 * Follows the link in the address, and takes it out, so that nobody shares it or comes back to it; a link that couldn't
 * be followed for now stays.
 * @param {string} base @param {import("./visitor-storage.js").VisitorStorage} storage
 * @param {import("../shared/phrase.js").Translate} t
 * @returns {Promise<{news: string, resume?: () => void} | undefined>} words about it for the visitor, and a way to the
 *   chat where another would be lost; nothing if the address has no such link
 */
export async function followMailLink(base, storage, t) {
  const [, purpose, token] = location.hash.match(LINK) ?? [];
  if (!token) return undefined;
  const api = new Api(base);
  try {
    if (purpose == "no-mail") {
      await api.post(`/api/chat/unsubscribe/${token}/`);
      forget();
      return { news: t("You won’t get any more emails about this chat.") };
    }
    const { chat_room_id, token: own } = await api.post("/api/chat/resume/", { token });
    forget();
    const resume = () => {
      storage.visit = { roomId: chat_room_id, token: own };
    };
    const here = storage.visit?.roomId;
    // Anybody could send a link to a chat of their own.
    if (here && here != chat_room_id)
      return { news: t("This link opens another chat and closes the one here."), resume };
    resume();
    return { news: "" };
  } catch (error) {
    const isVoid = error instanceof ApiError && (error.status == 400 || error.status == 404);
    if (isVoid) forget();
    return { news: isVoid ? t("This link has expired.") : explain(error, t) };
  }
}

function forget() {
  history.replaceState(history.state, "", location.pathname + location.search);
}
