//! Events as clients receive them: `{type, room_id?, seq?, time, data}`.
//!
//! A room's events have its `seq`, so that a client can detect a gap; others have none. An event's data is one of the
//! contract's shapes, built for its reader: an [`Event`] has the data for both kinds of readers, a [`Frame`] is for one
//! of them.

mod data;
mod description;

use serde::Serialize;
use serde_json::{Value, json};

pub use data::{EventData, Scope};
pub use description::{HistoryFrame, describe, describe_all};

use crate::{
    files::Links,
    ids::RoomId,
    model::{Agent, EntryKind, Head, LogEntry, Message, Note, Notification, Position, RoomDetails, Side, User},
    text::cut,
    time::Timestamp,
    views::{MessageView, NoteView, NotificationView, Reader, RoomUpdate},
};
use data::{
    Ack, MessageCreated, MessageEdited, MessageRead, NoteCreated, NotificationCreated, Presence, RoomCreated,
    RoomUpdated,
};

/// Largest frame, in bytes: API Gateway posts 128 KiB.
const MAX_FRAME: usize = 120 * 1024;
/// Length of the excerpts in a frame that would be too large, in characters.
const MAX_EXCERPT: usize = 200;

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    kind: &'static str,
    room_id: Option<RoomId>,
    seq: Option<u64>,
    time: Timestamp,
    data: Data,
}

/// Data of an event.
#[derive(Clone, Debug)]
enum Data {
    /// The same for all readers.
    ToAll(Value),
    /// Different for customers and staff.
    ByReader { customer: Value, staff: Value },
}

/// An event for one reader.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    room_id: Option<RoomId>,
    /// Event number in the room; absent for events that aren't in its history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    time: Timestamp,
    data: Value,
}

impl Event {
    /// An event with the same data for all readers.
    pub fn new<T: EventData>(room_id: Option<RoomId>, data: T) -> Self {
        let data = Data::ToAll(json!(data));
        Self { kind: T::TYPE, room_id, seq: None, time: Timestamp::now(), data }
    }

    fn by_reader<T: EventData>(room_id: RoomId, data: impl Fn(Reader) -> T) -> Self {
        let (customer, staff) = (json!(data(Reader::Customer)), json!(data(Reader::Staff)));
        let data = Data::ByReader { customer, staff };
        Self { kind: T::TYPE, room_id: Some(room_id), seq: None, time: Timestamp::now(), data }
    }

    /// An event of a room's history.
    fn in_history(self, seq: u64, time: Timestamp) -> Self {
        Self { seq: Some(seq), time, ..self }
    }

    /// A new message.
    pub fn message_created(message: &Message, head: &Head, links: &Links) -> Self {
        let data = MessageCreated(MessageView::new(message, head, links));
        Self::new(Some(message.room_id), data).in_history(message.seq, message.created_at)
    }

    /// An edit of a message.
    pub fn message_edited(message: &Message, head: &Head, edit: &LogEntry, links: &Links) -> Self {
        let data = MessageEdited(MessageView::new(message, head, links));
        Self::new(Some(message.room_id), data).in_history(edit.seq(), edit.time())
    }

    /// A change of a room. `None` for an event of another kind.
    pub fn room_updated(entry: &LogEntry, agent: Option<&Agent>, links: &Links) -> Option<Self> {
        let EntryKind::Updated { change, state } = &entry.kind else {
            return None;
        };
        let data = |reader| RoomUpdated(RoomUpdate::new(entry, (*change, state), agent, reader, links));
        Some(Self::by_reader(entry.room_id(), data).in_history(entry.seq(), entry.time()))
    }

    /// A move of a side's reading position.
    pub fn message_read(room_id: RoomId, side: Side, position: Position) -> Self {
        Self::new(Some(room_id), MessageRead::new(side, position))
    }

    /// A new room.
    pub fn room_created(parts: &RoomDetails, links: &Links) -> Self {
        let side = |reader| if reader == Reader::Customer { Side::Customer } else { Side::Agent };
        Self::by_reader(parts.room.id, |reader| RoomCreated {
            room: parts.seen_from(side(reader), reader, links),
            is_partial: None,
        })
    }

    /// A new internal note. Customers get no data.
    pub fn note_created(note: &Note) -> Self {
        let event = Self::new(Some(note.room_id), NoteCreated(NoteView::from(note)));
        event.for_staff()
    }

    /// Keeps the data from customers.
    fn for_staff(self) -> Self {
        let data = match self.data {
            Data::ToAll(staff) | Data::ByReader { staff, .. } => Data::ByReader { customer: Value::Null, staff },
        };
        Self { data, ..self }
    }

    /// A change of a user's presence.
    pub fn presence(user: &User) -> Self {
        Self::new(None, Presence::from(user))
    }

    /// A new notification.
    pub fn notification_created(notification: &Notification) -> Self {
        let data = NotificationCreated(NotificationView::new(notification, None));
        Self::new(Some(notification.room_id), data)
    }

    /// Acknowledgement of a message sent over a connection.
    pub fn ack(message: &Message, head: &Head, links: &Links) -> Self {
        Self::new(Some(message.room_id), Ack::new(message, head, links))
    }

    /// Type of the event, such as `message.created`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Number of the event in its room's history.
    pub fn seq(&self) -> Option<u64> {
        self.seq
    }

    /// Room of the event.
    pub fn room_id(&self) -> Option<RoomId> {
        self.room_id
    }

    /// The event for this reader.
    pub fn seen_by(&self, reader: Reader) -> Frame {
        let data = match (&self.data, reader) {
            (Data::ToAll(data), _) => data,
            (Data::ByReader { customer, .. }, Reader::Customer) => customer,
            (Data::ByReader { staff, .. }, Reader::Staff) => staff,
        };
        Frame { kind: self.kind, room_id: self.room_id, seq: self.seq, time: self.time, data: data.clone() }
    }

    /// JSON text of an answer, which is the same for all readers.
    pub fn to_frame(&self) -> String {
        self.seen_by(Reader::Customer).to_text()
    }
}

impl Frame {
    /// JSON text. A frame that would be too large is truncated and says so: clients load the rest.
    pub fn to_text(&self) -> String {
        // Serialization can't fail: the data has only text, numbers and maps with text keys.
        let text = |frame: &Self| serde_json::to_string(frame).unwrap_or_default();
        let whole = text(self);
        if whole.len() <= MAX_FRAME {
            return whole;
        }
        let mut data = self.data.clone();
        shorten(&mut data);
        data["is_partial"] = true.into();
        text(&Self { data, ..self.clone() })
    }
}

/// Cuts the texts of a room, and those of its last message.
fn shorten(data: &mut Value) {
    let Value::Object(fields) = data else { return };
    for field in ["description", "initial_message", "content"] {
        if let Some(Value::String(text)) = fields.get_mut(field) {
            *text = cut(text, MAX_EXCERPT).to_owned();
        }
    }
    if let Some(message) = fields.get_mut("last_message") {
        shorten(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_would_be_too_large_says_less() {
        let long = "语".repeat(20_000);
        let data = json!({"id": 1, "description": long, "initial_message": long, "last_message": {"content": long}});
        let frame = Frame { kind: "room.created", room_id: None, seq: None, time: Timestamp::now(), data };
        let text = frame.to_text();
        assert!(text.len() < MAX_FRAME);
        let frame: Value = serde_json::from_str(&text).unwrap_or_default();
        assert_eq!((&frame["data"]["id"], &frame["data"]["is_partial"]), (&json!(1), &json!(true)));
        for text in [&frame["data"]["description"], &frame["data"]["last_message"]["content"]] {
            assert_eq!(text.as_str().map(|text| text.chars().count()), Some(MAX_EXCERPT));
        }
    }
}
