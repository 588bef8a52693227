//! A mail: stored with its cause, and sent once it is due.
//!
//! One about messages that the customer of a room hasn't seen covers those up to an event number that is decided when it
//! is due: until then later ones join it, as causes join a digest. All others are due at once.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DigestCause, LISTING, Room, string_enum};
use crate::{
    ids::{MailId, MessageId, RoomId, UserId},
    table::{Entity, IndexKey, Key, Query, padded},
    time::Timestamp,
};

string_enum!(
    /// Status of a mail.
    MailStatus {
        /// Waiting for its time, or for another attempt.
        Pending = "pending",
        /// Taken by the mail service.
        Sent = "sent",
        /// Not sent: all messages were seen in time, or nobody is to get it.
        Unneeded = "unneeded",
        /// Not sent, after the last attempt.
        Failed = "failed",
    }
);

string_enum!(
    /// Subject matter of a mail.
    MailKind {
        /// Agents' messages that the customer of a room hasn't seen.
        UnseenMessages = "unseen_messages",
        /// Transcript of a room.
        Transcript = "transcript",
        /// Link to choose a new password.
        PasswordReset = "password_reset",
        /// Notice of a new password.
        PasswordChanged = "password_changed",
        /// Link that confirms a new e-mail address, to that address.
        EmailConfirmation = "email_confirmation",
        /// Notice of a new e-mail address, to the former one.
        EmailChanged = "email_changed",
        /// Chats that need an agent, to that agent.
        Digest = "digest",
        /// Report of a day, to an admin.
        DailyReport = "daily_report",
    }
);

/// A mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// Its id, which says what message caused it.
    pub id: MailId,
    /// Subject matter.
    pub kind: MailKind,
    /// Its reader; absent as long as it isn't known who has the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Address that it is sent to. Of one about messages, the reader's, as of the last attempt or its creation.
    pub recipient: String,
    /// Room of a transcript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript_of: Option<RoomId>,
    /// Causes that a digest tells of, once that is decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<DigestCause>,
    /// Day of a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports_on: Option<NaiveDate>,
    /// Language of the one who asked for it, as a tag (RFC 5646); empty for one about messages, which is in their room's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Status.
    pub status: MailStatus,
    /// `true` once it is being sent, and no later message joins it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_under_way: bool,
    /// Number of the last event before those that it covers, once that is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_seq: Option<u64>,
    /// Number of the last event that it covers, once that is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seq: Option<u64>,
    /// Its links, anew each time that it is handed over: an attempt that seemed to fail may have arrived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<MailLinks>,
    /// Attempts so far, the oldest first.
    pub attempts: Vec<MailAttempt>,
    /// Time of the next attempt, while it is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// Time at which it was sent, or at which it was decided that it isn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Expiry in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// The links of a mail, each with a token for its own purpose, of which only the hash is known: whoever reads the table
/// can't use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLinks {
    /// SHA-256, in base64, of the token of its button: opens the room, changes the password, confirms the address.
    pub action: String,
    /// The same of the token that ends the mails about the room.
    pub opt_out: String,
    /// The same of the token in the address that it is answered to.
    #[serde(default)]
    pub reply: String,
    /// Time from which the first one is void; the others are good as long as the mail is stored.
    pub expires_at: Timestamp,
}

/// Result of an attempt to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailAttempt {
    /// Time of the attempt.
    pub at: Timestamp,
    /// Reason why it failed; `null` if the mail service took the mail.
    pub error: Option<String>,
}

/// Message of the queue: the mail to attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRef {
    /// Mail.
    pub mail_id: MailId,
}

/// The wish of a room's customer to get no mail about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailOptOut {
    /// Room.
    pub room_id: RoomId,
    /// Time of the wish.
    pub created_at: Timestamp,
}

/// Retention of mails.
const RETENTION: chrono::Duration = chrono::Duration::days(30);
/// Retention of mails that anybody can ask for, with any address.
const REQUESTED_RETENTION: chrono::Duration = chrono::Duration::days(1);
/// Prefix of the sort keys of a room's mails, and of the partitions of the others.
const PREFIX: &str = "MAIL#";
/// Partition of all mails in [`LISTING`]: pending ones by the time of the next attempt, and before them the others.
const MAILS: &str = "MAILS";
/// Prefix of the sort keys of pending mails in [`LISTING`].
const PENDING: &str = "2#";
/// Prefix of the sort keys of all other mails in [`LISTING`].
const FINISHED: &str = "1#";

impl Mail {
    /// Sort key of mails that no message causes, each in a partition of its own.
    pub const SINGLE_SK: &str = "MAIL";

    /// The mail that is due at `due` unless its reader has seen the message by then.
    pub fn of_message(cause: MessageId, (user_id, recipient): (UserId, String), due: Timestamp) -> Self {
        Self { user_id: Some(user_id), ..Self::new(MailId::of(cause), MailKind::UnseenMessages, recipient, due) }
    }

    /// A mail about an account, due now.
    pub fn of_account(kind: MailKind, user_id: Option<UserId>, recipient: &str) -> Self {
        Self { user_id, ..Self::new(MailId::new(), kind, recipient.to_owned(), Timestamp::now()) }
    }

    /// A mail with the transcript of a room, due now.
    pub fn of_transcript(id: MailId, room: RoomId, recipient: &str) -> Self {
        let mail = Self::new(id, MailKind::Transcript, recipient.to_owned(), Timestamp::now());
        Self { transcript_of: Some(room), ..mail }
    }

    /// The mail to an agent that is due at `due` unless somebody has attended to the chats by then.
    pub fn of_digest((user_id, recipient): (UserId, &str), due: Timestamp) -> Self {
        let mail = Self::new(MailId::new(), MailKind::Digest, recipient.to_owned(), due);
        Self { user_id: Some(user_id), ..mail }
    }

    /// A mail with the report of a day, due now.
    pub fn of_report((user_id, recipient): (UserId, &str), day: NaiveDate) -> Self {
        Self { reports_on: Some(day), ..Self::of_account(MailKind::DailyReport, Some(user_id), recipient) }
    }

    fn new(id: MailId, kind: MailKind, recipient: String, due: Timestamp) -> Self {
        let retention = if kind == MailKind::PasswordReset { REQUESTED_RETENTION } else { RETENTION };
        Self {
            id,
            kind,
            user_id: None,
            recipient,
            transcript_of: None,
            causes: Vec::new(),
            reports_on: None,
            language: String::new(),
            status: MailStatus::Pending,
            is_under_way: false,
            after_seq: None,
            last_seq: None,
            links: Vec::new(),
            attempts: Vec::new(),
            next_attempt_at: Some(due),
            finished_at: None,
            created_at: Timestamp::now(),
            ttl: due.after(retention).unix(),
        }
    }

    /// `true` if it was or will be sent.
    pub fn may_arrive(&self) -> bool {
        matches!(self.status, MailStatus::Pending | MailStatus::Sent)
    }

    /// `true` once it is decided what it says.
    pub fn is_decided(&self) -> bool {
        self.last_seq.is_some() || !self.causes.is_empty()
    }

    /// Room of its messages, if it has messages.
    pub fn room_id(&self) -> Option<RoomId> {
        self.id.cause().map(MessageId::room).or(self.transcript_of)
    }

    /// Room that an answer to it belongs to: not of one that tells of several rooms.
    pub fn answered_in(&self) -> Option<RoomId> {
        match (self.kind, self.causes.as_slice()) {
            (MailKind::UnseenMessages, _) => self.room_id(),
            (MailKind::Digest, [only]) => Some(only.room_id),
            _ => None,
        }
    }

    /// `true` if event `seq` needs no other mail: it joins this one, or the reader's need of it was decided.
    pub fn covers(&self, seq: u64) -> bool {
        let joins = self.status == MailStatus::Pending && !self.is_under_way;
        joins || self.last_seq.is_some_and(|last| seq <= last)
    }

    /// Key of the mail with this id.
    pub fn key_of(id: MailId) -> Key {
        match id.cause() {
            Some(cause) => Key::new(Room::partition(cause.room()), format!("{PREFIX}{}", padded(cause.seq()))),
            None => Key::new(format!("{PREFIX}{id}"), Self::SINGLE_SK),
        }
    }

    /// List of a room's mails, the newest first.
    pub fn of_room(room: RoomId) -> Query {
        Query::table(Room::partition(room)).prefix(PREFIX).descending()
    }

    /// List of all mails: pending ones, the latest first, then the others, the newest first.
    pub fn all() -> Query {
        Query::index(LISTING, MAILS).descending()
    }

    /// List of the mails whose next attempt was due before `time`, the longest overdue first.
    pub fn due_before(time: Timestamp) -> Query {
        Query::index(LISTING, MAILS).between(PENDING, format!("{PENDING}{time}"))
    }
}

impl Entity for Mail {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let (prefix, time) = match self.next_attempt_at {
            Some(due) => (PENDING, due),
            None => (FINISHED, self.finished_at.unwrap_or(self.created_at)),
        };
        vec![IndexKey { index: LISTING, pk: MAILS.into(), sk: Some(format!("{prefix}{time}#{}", self.id)) }]
    }
}

impl From<&Mail> for MailRef {
    fn from(mail: &Mail) -> Self {
        Self { mail_id: mail.id }
    }
}

impl MailOptOut {
    /// Key of the wish about this room.
    pub fn key_of(room: RoomId) -> Key {
        Key::new(Room::partition(room), "NOMAIL")
    }
}

impl Entity for MailOptOut {
    fn key(&self) -> Key {
        Self::key_of(self.room_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(seq: u64) -> Mail {
        let now = Timestamp::now();
        Mail::of_message(MessageId::of(RoomId::new(), seq), (UserId(1), "ana@example.com".to_owned()), now)
    }

    #[test]
    fn later_messages_join_a_mail_until_it_is_under_way() {
        let waiting = mail(5);
        assert!(waiting.covers(5) && waiting.covers(9));
        let under_way = Mail { is_under_way: true, ..waiting };
        assert!(!under_way.covers(9));
        let decided = Mail { last_seq: Some(8), ..under_way };
        assert!(decided.covers(8) && !decided.covers(9));
        let sent = Mail { status: MailStatus::Sent, next_attempt_at: None, ..decided };
        assert!(sent.covers(8) && !sent.covers(9));
    }

    #[test]
    fn a_mail_is_found_by_its_id_whatever_it_is_about() {
        let about_account = Mail::of_account(MailKind::PasswordReset, None, "ana@example.com");
        assert_eq!((about_account.room_id(), mail(5).id.cause().map(MessageId::seq)), (None, Some(5)));
        assert_ne!(Mail::key_of(about_account.id), Mail::key_of(MailId::new()));
    }

    #[test]
    fn pending_mails_are_listed_before_the_others() {
        let sk = |mail: &Mail| mail.index_keys().remove(0).sk;
        let pending = mail(1);
        let sent =
            Mail { status: MailStatus::Sent, next_attempt_at: None, finished_at: Some(Timestamp::now()), ..mail(2) };
        assert!(sk(&pending) > sk(&sent));
    }
}
