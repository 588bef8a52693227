//! A mail to the customer of a room, about messages that they haven't seen: stored with its cause, and sent once it is
//! due.
//!
//! It covers the messages up to an event number that is decided when it is due: until then later ones join it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LISTING, Room, string_enum};
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
        /// Not sent: all messages were seen in time, or nobody is to get them.
        Unneeded = "unneeded",
        /// Not sent, after the last attempt.
        Failed = "failed",
    }
);

/// A mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// Its id, which says what caused it.
    pub id: MailId,
    /// Its reader.
    pub user_id: UserId,
    /// Address that it is sent to: the reader's, as of the last attempt or its creation.
    pub recipient: String,
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
    /// Its links, anew for each attempt: one that seemed to fail may have arrived.
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
    /// SHA-256, in base64, of the token that opens the room.
    pub chat: String,
    /// The same of the token that ends the mails about the room.
    pub opt_out: String,
    /// Time from which the first one is void; the other is good as long as the mail is stored.
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
/// Prefix of the sort keys of a room's mails.
const PREFIX: &str = "MAIL#";
/// Partition of all mails in [`LISTING`]: pending ones by the time of the next attempt, and before them the others.
const MAILS: &str = "MAILS";
/// Prefix of the sort keys of pending mails in [`LISTING`].
const PENDING: &str = "2#";
/// Prefix of the sort keys of all other mails in [`LISTING`].
const FINISHED: &str = "1#";

impl Mail {
    /// The mail that is due at `due` unless its reader has seen the message by then.
    pub fn new(cause: MessageId, (user_id, recipient): (UserId, String), due: Timestamp) -> Self {
        let created_at = Timestamp::now();
        Self {
            id: MailId::of(cause),
            user_id,
            recipient,
            status: MailStatus::Pending,
            is_under_way: false,
            after_seq: None,
            last_seq: None,
            links: Vec::new(),
            attempts: Vec::new(),
            next_attempt_at: Some(due),
            finished_at: None,
            created_at,
            ttl: due.after(RETENTION).unix(),
        }
    }

    /// Room of its messages.
    pub fn room_id(&self) -> RoomId {
        self.id.cause().room()
    }

    /// `true` if event `seq` needs no other mail: it joins this one, or the reader's need of it was decided.
    pub fn covers(&self, seq: u64) -> bool {
        let joins = self.status == MailStatus::Pending && !self.is_under_way;
        joins || self.last_seq.is_some_and(|last| seq <= last)
    }

    /// Key of the mail with this id.
    pub fn key_of(id: MailId) -> Key {
        let cause = id.cause();
        Key::new(Room::partition(cause.room()), format!("{PREFIX}{}", padded(cause.seq())))
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
        Mail::new(MessageId::of(RoomId::new(), seq), (UserId(1), "ana@example.com".to_owned()), now)
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
    fn pending_mails_are_listed_before_the_others() {
        let sk = |mail: &Mail| mail.index_keys().remove(0).sk;
        let pending = mail(1);
        let sent =
            Mail { status: MailStatus::Sent, next_attempt_at: None, finished_at: Some(Timestamp::now()), ..mail(2) };
        assert!(sk(&pending) > sk(&sent));
    }
}
