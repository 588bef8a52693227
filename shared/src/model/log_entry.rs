//! The log of a room: one entry per event, each with the state of the room after it.
//!
//! An entry is stored only if none has its number. So no number is ever missing, and whoever appends entry `seq` has
//! decided on the state after entry `seq - 1`, which never changes: the last entry is the room's head.

use serde::{Deserialize, Serialize};

use super::{
    Attachment, Head, LastMessage, Message, MessageType, Reading, Room, RoomChange, RoomState, Sender, SenderType, Side,
};
use crate::{
    ids::{FileId, MessageId, RoomId, UserId},
    table::{Entity, Key, MAX_PADDED, Query, padded},
    time::Timestamp,
};

/// An entry of a room's log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogEntry {
    /// Event, with its data.
    #[serde(flatten)]
    pub kind: EntryKind,
    /// State of the room after it.
    pub head: Head,
}

/// An event of a room, with its data.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum EntryKind {
    /// The room was created: entry 0, which clients don't see.
    #[serde(rename = "room.created")]
    Created,
    /// A message. An edit changes its text here as well.
    #[serde(rename = "message.created")]
    Message(Said),
    /// A message was edited.
    #[serde(rename = "message.edited")]
    Edited {
        /// The message after it.
        message: Box<Message>,
        /// Text before it.
        former: String,
    },
    /// The room was changed.
    #[serde(rename = "room.updated")]
    Updated {
        /// Change.
        change: RoomChange,
        /// All fields that a change can affect, as of this one.
        state: Box<RoomState>,
    },
    /// The room was deleted: nothing follows.
    #[serde(rename = "room.removed")]
    Removed,
}

/// A message without what its entry says already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    sender: Sender,
    content: String,
    message_type: MessageType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attachment: Option<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_message_id: Option<String>,
    /// Random number of the request that stored it, if the client gave no id: by it the request recognizes its own
    /// message after an answer of the table was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edited_at: Option<Timestamp>,
}

/// Key by which a sender recognizes a message that an earlier attempt has stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryKey {
    /// The client's id for the message.
    Client(String),
    /// Its file, which one message can have.
    File(FileId),
    /// Number of the request.
    Request(u64),
}

impl Said {
    /// `true` if nobody said it but the system.
    pub fn is_by_system(&self) -> bool {
        self.sender.kind == SenderType::System
    }

    /// Kind of its sender.
    pub fn sender_kind(&self) -> SenderType {
        self.sender.kind
    }

    /// `true` if an agent said it.
    pub fn is_by_agent(&self) -> bool {
        self.sender.kind == SenderType::Agent
    }
}

impl LogEntry {
    /// Entry 0 of a room.
    pub fn created(room: &Room) -> Self {
        Self { kind: EntryKind::Created, head: Head::of(room) }
    }

    /// The entry of `message`, after which the room has this head.
    pub fn message(message: &Message, key: Option<&RetryKey>, after: &Head) -> Self {
        let nonce = match key {
            Some(RetryKey::Request(nonce)) => Some(*nonce),
            _ => None,
        };
        let Message { sender, content, message_type, attachment, client_message_id, edited_at, .. } = message.clone();
        let said = Said { sender, content, message_type, attachment, client_message_id, nonce, edited_at };
        // The entry itself is the last message.
        Self { kind: EntryKind::Message(said), head: Head { last_message: None, ..after.clone() } }
    }

    /// An entry that isn't a message, after which the room has this head.
    pub fn other(kind: EntryKind, after: &Head) -> Self {
        let last_message = after.last_message.clone().map(LastMessage::repeated);
        Self { kind, head: Head { last_message, ..after.clone() } }
    }

    /// Room.
    pub fn room_id(&self) -> RoomId {
        self.head.room_id
    }

    /// Event number.
    pub fn seq(&self) -> u64 {
        self.head.seq
    }

    /// Time of the event.
    pub fn time(&self) -> Timestamp {
        self.head.updated_at
    }

    /// The message, if the entry is one.
    pub fn as_message(&self) -> Option<Message> {
        let EntryKind::Message(said) = &self.kind else { return None };
        let Said { sender, content, message_type, attachment, client_message_id, edited_at, .. } = said.clone();
        let Head { room_id, seq, customer_messages, agent_messages, updated_at: created_at, .. } = self.head;
        let id = MessageId::of(room_id, seq);
        Some(Message {
            id,
            room_id,
            seq,
            customer_messages,
            agent_messages,
            sender,
            content,
            message_type,
            attachment,
            client_message_id,
            created_at,
            edited_at,
        })
    }

    /// `true` if this is the message that `sender` sends with this key.
    pub fn is_sent_with(&self, sender: UserId, key: &RetryKey) -> bool {
        let EntryKind::Message(said) = &self.kind else { return false };
        let is_same = match key {
            RetryKey::Client(id) => said.client_message_id.as_ref() == Some(id),
            RetryKey::File(id) => said.attachment.as_ref().is_some_and(|file| file.id == *id),
            RetryKey::Request(nonce) => said.nonce == Some(*nonce),
        };
        is_same && said.sender.user_id == Some(sender)
    }

    /// The room's head, if this is the last entry.
    pub fn into_head(self) -> Head {
        match self.as_message() {
            Some(message) => Head { last_message: Some(LastMessage::new(message)), ..self.head },
            None => self.head,
        }
    }
}

impl LogEntry {
    /// Prefix of the sort keys of entries.
    pub const PREFIX: &str = "LOG#";

    /// Key of event number `seq` of a room.
    pub fn key_of(room: RoomId, seq: u64) -> Key {
        Key::new(Room::partition(room), sk(seq))
    }

    /// List of a room's log, the oldest first.
    pub fn of_room(room: RoomId) -> Query {
        Query::table(Room::partition(room)).prefix(Self::PREFIX)
    }

    /// List of a room's log from event `seq` on, the oldest first.
    pub fn since(room: RoomId, seq: u64) -> Query {
        Self::between(room, seq, MAX_PADDED)
    }

    /// List of a room's log from event `first` to event `last`, the oldest first.
    pub fn between(room: RoomId, first: u64, last: u64) -> Query {
        Query::table(Room::partition(room)).between(sk(first.min(MAX_PADDED)), sk(last.min(MAX_PADDED)))
    }
}

fn sk(seq: u64) -> String {
    format!("{}{}", LogEntry::PREFIX, padded(seq))
}

impl Entity for LogEntry {
    fn key(&self) -> Key {
        Self::key_of(self.room_id(), self.seq())
    }
}

/// Part of the end of a log, as one read brings it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum LogPart {
    /// An entry.
    Entry(Box<LogEntry>),
    /// The marks of a side.
    Marks {
        /// Side.
        side: Side,
        /// Its marks.
        #[serde(flatten)]
        reading: Reading,
    },
}

impl LogPart {
    /// Marks of a room, which follow its log.
    pub const MARKS: usize = 2;

    /// List of the end of a room's log: the marks of both sides, then the entries, the newest first.
    pub fn of_room(room: RoomId) -> Query {
        Query::table(Room::partition(room)).prefix("LOG").descending()
    }

    /// As [`LogPart::of_room`], down to event `seq`.
    pub fn since(room: RoomId, seq: u64) -> Query {
        Query::table(Room::partition(room)).between(sk(seq.min(MAX_PADDED)), "LOG$~").descending()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn entries_sort_by_seq(a in 0..=MAX_PADDED, b in 0..=MAX_PADDED) {
            prop_assert_eq!(sk(a).cmp(&sk(b)), a.cmp(&b));
        }

        #[test]
        fn the_marks_of_both_sides_follow_the_log(seq in 0..=MAX_PADDED) {
            let room = RoomId::new();
            for side in [Side::Customer, Side::Agent] {
                let marks = Reading::key_of(room, side);
                prop_assert!(marks.sk > sk(seq) && marks.sk.starts_with("LOG") && *marks.sk < *"LOG$~");
            }
            prop_assert!(*Room::key_of(room).sk > *"LOG$~");
        }
    }
}
