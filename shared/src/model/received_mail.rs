//! An answer to a mail, as it arrived; and the number of all mails that arrived.

use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LISTING, string_enum};
use crate::{
    ids::{MailId, ReceivedMailId, RoomId, UserId},
    table::{Entity, IndexKey, Key, Query, Write},
    time::Timestamp,
};

string_enum!(
    /// Outcome of a mail that arrived.
    ReceivedOutcome {
        /// It became a message.
        Accepted = "accepted",
        /// Written by no person: an out-of-office notice, a bounce, a list's mail.
        Automatic = "automatic",
        /// From another address than the one that the answered mail was sent to.
        OtherSender = "other_sender",
        /// The receiving server found that the sender's address is forged, or a virus.
        Unverified = "unverified",
        /// Without text and files.
        Empty = "empty",
        /// The chat is closed or removed, or its writer may not write in it any more.
        NotAllowed = "not_allowed",
        /// To an address that no mail has.
        UnknownAddress = "unknown_address",
        /// No mail, or a larger one than any answer.
        Unreadable = "unreadable",
        /// More answers to one mail than a person writes.
        TooMany = "too_many",
    }
);

/// An answer to a mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceivedMail {
    /// Its id, the same however often it arrives.
    pub id: ReceivedMailId,
    /// Mail that it answers.
    pub mail_id: MailId,
    /// Address of its sender.
    pub sender: String,
    /// Subject; may be empty.
    pub subject: String,
    /// Its writer.
    pub user_id: UserId,
    /// Room of its messages.
    pub room_id: RoomId,
    /// Number of the room's last event before them: an earlier attempt's are sought behind it.
    pub after_seq: u64,
    /// Number of its messages that are in another room, which was closed in between.
    #[serde(default)]
    pub elsewhere: usize,
    /// Outcome, once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReceivedOutcome>,
    /// Time of its first arrival.
    pub created_at: Timestamp,
    /// Expiry in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// Number of mails of a day with the same outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceivedCount {
    /// Day, in UTC.
    pub day: NaiveDate,
    /// Outcome.
    pub outcome: ReceivedOutcome,
    /// Number of mails.
    pub count: u64,
}

/// Retention of answers and of their numbers; mails are answered as long as they are stored, which isn't longer.
const RETENTION: Duration = Duration::days(30);
/// Partition of all answers in [`LISTING`].
const RECEIVED_MAILS: &str = "RECEIVED_MAILS";
/// Partition of the numbers.
const COUNTS: &str = "RECEIVED_COUNTS";

impl ReceivedMail {
    /// An answer that arrives now.
    pub fn new(
        (id, mail_id): (ReceivedMailId, MailId),
        (user_id, sender): (UserId, &str),
        subject: &str,
        (room_id, after_seq): (RoomId, u64),
    ) -> Self {
        let now = Timestamp::now();
        Self {
            id,
            mail_id,
            sender: sender.to_owned(),
            subject: subject.to_owned(),
            user_id,
            room_id,
            after_seq,
            elsewhere: 0,
            outcome: None,
            created_at: now,
            ttl: now.after(RETENTION).unix(),
        }
    }

    /// Key of the answer with this id.
    pub fn key_of(id: ReceivedMailId) -> Key {
        Key::new(format!("RECEIVED#{id}"), "RECEIVED")
    }

    /// List of all, the newest first.
    pub fn all() -> Query {
        Query::index(LISTING, RECEIVED_MAILS).descending()
    }
}

impl Entity for ReceivedMail {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let sk = format!("{}#{}", self.created_at, self.id);
        vec![IndexKey { index: LISTING, pk: RECEIVED_MAILS.into(), sk: Some(sk) }]
    }
}

impl ReceivedCount {
    /// Write that counts a mail.
    pub fn one_more(outcome: ReceivedOutcome) -> Write {
        let now = Timestamp::now();
        let day = now.day();
        let counted = Write::update(Key::new(COUNTS, format!("{day}#{outcome}"))).add("count", 1);
        counted.set("day", day).set("outcome", outcome).set("ttl", now.after(RETENTION).unix())
    }

    /// List of all, the newest day first.
    pub fn all() -> Query {
        Query::table(COUNTS).descending()
    }
}
