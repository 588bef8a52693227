// Mail: what is going to be sent, what was sent, and what a mail says; and what came back.

import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { button, chip, facts, head, loadInto, when } from "./components.js";

/** @import { Mail, MailContent, ReceivedCountVec, ReceivedMail, StoppedAddress } from "../client/types.js" */
/** @typedef {ReceivedCountVec[number]} ReceivedCount */

/** @type {Record<Mail["status"], [text: string, kind: string]>} */
const STATUSES = {
  pending: ["Scheduled", "waiting"],
  sent: ["Sent", "good"],
  unneeded: ["Not needed", ""],
  failed: ["Failed", "bad"],
};

/** @type {Record<Mail["kind"], string>} */
const KINDS = {
  unseen_messages: "Unseen messages",
  transcript: "Transcript",
  password_reset: "Password reset",
  password_changed: "Password changed",
  email_confirmation: "Email confirmation",
  email_changed: "Email changed",
  digest: "Chats that need an agent",
  daily_report: "Daily report",
};

/** @type {import("../shared/table.js").Column<Mail>[]} */
const COLUMNS = [
  { label: "To", cell: ({ id, recipient }) => el("a", { href: `#/mail/${id}` }, el("bdi", {}, recipient)) },
  { label: "Status", cell: ({ status }) => chip(...STATUSES[status]) },
  { label: "About", cell: about },
  { label: "Next attempt", cell: ({ next_attempt_at }) => when(next_attempt_at) },
  { label: "Sent", cell: ({ status, finished_at }) => when(status == "sent" ? finished_at : null) },
  { label: "Last problem", cell: (mail) => el("span", { class: "long" }, problem(mail) || "–") },
];

/** @type {Record<ReceivedCount["outcome"], [text: string, kind: string]>} */
const OUTCOMES = {
  accepted: ["Added to the chat", "good"],
  automatic: ["Automatic reply", ""],
  other_sender: ["Sent from another address", "bad"],
  unverified: ["Sender not verified", "bad"],
  empty: ["Empty", ""],
  not_allowed: ["Chat no longer open to them", "bad"],
  unknown_address: ["Unknown address", ""],
  unreadable: ["Unreadable", "bad"],
  too_many: ["Too many replies", "bad"],
};

/** @type {import("../shared/table.js").Column<ReceivedMail>[]} */
const REPLIES = [
  { label: "From", cell: ({ sender }) => el("bdi", {}, sender) },
  { label: "Subject", cell: ({ subject }) => el("span", { class: "long", dir: "auto" }, subject || "–") },
  { label: "Result", cell: ({ outcome }) => (outcome ? chip(...OUTCOMES[outcome]) : chip("Processing", "waiting")) },
  { label: "Chat", cell: ({ chat_room_id }) => el("a", { href: `#/rooms/${chat_room_id}` }, "Open chat") },
  { label: "Received", cell: ({ created_at }) => when(created_at) },
];

/** @type {Record<StoppedAddress["reason"], string>} */
const REASONS = { bounce: "Email came back", complaint: "Marked as spam" };

/** @type {import("./sections.js").Show} */
export function showMails(place, { api }) {
  const first = () => api.get("/api/mail/");
  const empty = "No emails yet. Set a sender under Settings → Mail to start.";
  const table = new PagedTable(api, { caption: "Mail", columns: COLUMNS, first, empty });
  const replies = new PagedTable(api, {
    caption: "Replies",
    columns: REPLIES,
    first: () => api.get("/api/mail/received/"),
    empty: "No replies yet. Emails can be replied to once REPLY_DOMAIN is set.",
  });
  const numbers = el("div", { class: "muted" });
  const count = () => loadInto(numbers, () => api.get("/api/mail/received/counts/"), summary);
  const stopped = stoppedAddresses(api);
  const refresh = () => {
    table.refresh();
    replies.refresh();
    stopped.refresh();
    count();
  };
  place.append(
    head("Mail", button("Refresh", refresh, "quiet")),
    table.element,
    el("h2", {}, "Replies"),
    numbers,
    replies.element,
    el("h2", {}, "Stopped addresses"),
    el("p", { class: "muted" }, "No more email goes to these, so that mailboxes keep accepting yours."),
    stopped.element,
  );
  count();
}

/** Addresses that get no mail, which an admin can allow again. @param {import("../client/api.js").Api} api */
function stoppedAddresses(api) {
  /** @param {StoppedAddress} address */
  const allow = async ({ id }) => {
    await api.request("DELETE", `/api/mail/stopped/${id}/`);
    table.refresh();
  };
  /** @type {import("../shared/table.js").Column<StoppedAddress>[]} */
  const columns = [
    { label: "Address", cell: ({ address }) => el("bdi", {}, address) },
    { label: "Reason", cell: ({ reason }) => REASONS[reason] },
    { label: "Details", cell: ({ detail }) => el("span", { class: "long" }, detail || "–") },
    { label: "Since", cell: ({ created_at }) => when(created_at) },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (stopped) => button("Allow again", () => allow(stopped), "quiet", stopped.address),
    },
  ];
  /** @type {PagedTable<StoppedAddress>} */
  const table = new PagedTable(api, {
    caption: "Stopped addresses",
    columns,
    first: () => api.get("/api/mail/stopped/"),
    empty: "No addresses are stopped.",
  });
  return table;
}

/** What became of the replies of the last 30 days. @param {ReceivedCount[]} counts */
function summary(counts) {
  /** @type {Map<string, number>} */
  const totals = new Map();
  for (const { outcome, count } of counts) totals.set(outcome, (totals.get(outcome) ?? 0) + count);
  const known = Object.entries(OUTCOMES).filter(([outcome]) => totals.has(outcome));
  const parts = known.map(([outcome, [text]]) => `${text}: ${totals.get(outcome)}`);
  return parts.length > 0 ? `Last 30 days – ${parts.join(", ")}` : "";
}

/** @type {import("./sections.js").Show} */
export function showMail(place, { api }, id) {
  const body = el("div", {});
  place.append(el("a", { href: "#/mail", class: "back" }, "All mail"), body);
  loadInto(body, () => api.get(`/api/mail/${id}/`), content);
}

/** @param {MailContent} mail */
function content(mail) {
  return [
    head(mail.subject || KINDS[mail.kind]),
    el(
      "div",
      { class: "card pad" },
      facts([
        ["To", el("bdi", {}, mail.recipient)],
        ["Status", chip(...STATUSES[mail.status])],
        ["About", about(mail)],
        mail.status == "sent" ? ["Sent", when(mail.finished_at)] : ["Next attempt", when(mail.next_attempt_at)],
        ["Last problem", problem(mail) || "–"],
      ]),
    ),
    mail.text
      ? el("pre", { class: "card pad mail", dir: "auto" }, mail.text)
      : el("p", { class: "muted" }, "Nothing to show: no one has this address, or the chat is gone."),
  ];
}

/** What a mail is about, with the chat of one about messages. @param {Mail} mail */
function about({ kind, chat_room_id }) {
  return chat_room_id ? el("a", { href: `#/rooms/${chat_room_id}` }, KINDS[kind]) : KINDS[kind];
}

/** Reason why the latest attempt failed. @param {Mail} mail */
function problem({ attempts }) {
  return attempts.at(-1)?.error ?? "";
}
