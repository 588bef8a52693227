//! Events as clients receive them: `{type, room_id?, seq?, time, data}`.
//!
//! A room's events have its `seq`, so that a client can detect a gap; others have none. An event's data is one of the
//! contract's shapes, built for its reader: an [`Event`] has the data for both kinds of readers, a [`Frame`] is for one
//! of them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    files::Links,
    ids::RoomId,
    model::{Agent, Head, Message, Note, Notification, Position, RoomDetails, RoomEvent, RoomEventKind, Side, User},
    text::cut,
    time::Timestamp,
    views::{MessageView, NoteView, NotificationView, Reader, RoomUpdate},
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
    fn new(kind: &'static str, room_id: Option<RoomId>, data: impl Serialize) -> Self {
        Self { kind, room_id, seq: None, time: Timestamp::now(), data: Data::ToAll(json!(data)) }
    }

    fn by_reader<T: Serialize>(kind: &'static str, room_id: RoomId, data: impl Fn(Reader) -> T) -> Self {
        let (customer, staff) = (json!(data(Reader::Customer)), json!(data(Reader::Staff)));
        Self { data: Data::ByReader { customer, staff }, ..Self::new(kind, Some(room_id), Value::Null) }
    }

    /// A new message.
    pub fn message_created(message: &Message, head: &Head, links: &Links) -> Self {
        let data = MessageView::new(message, head, links);
        let event = Self::new("message.created", Some(message.room_id), data);
        Self { seq: Some(message.seq), time: message.created_at, ..event }
    }

    /// An edit of a message.
    pub fn message_edited(message: &Message, head: &Head, edit: &RoomEvent, links: &Links) -> Self {
        let data = MessageView::new(message, head, links);
        Self { seq: Some(edit.seq), time: edit.time, ..Self::new("message.edited", Some(message.room_id), data) }
    }

    /// A change of a room. `None` for an event of another kind.
    pub fn room_updated(event: &RoomEvent, agent: Option<&Agent>, links: &Links) -> Option<Self> {
        let RoomEventKind::RoomUpdated { change, state } = &event.kind else {
            return None;
        };
        let data = |reader| RoomUpdate::new(event, (*change, state), agent, reader, links);
        Some(Self { seq: Some(event.seq), time: event.time, ..Self::by_reader("room.updated", event.room_id, data) })
    }

    /// A move of a side's reading position.
    pub fn message_read(room_id: RoomId, side: Side, position: Position) -> Self {
        let data = json!({"side": side.as_str(), "seq": position.seq, "read_at": position.at});
        Self::new("message.read", Some(room_id), data)
    }

    /// A new room.
    pub fn room_created(parts: &RoomDetails, links: &Links) -> Self {
        let side = |reader| if reader == Reader::Customer { Side::Customer } else { Side::Agent };
        Self::by_reader("room.created", parts.room.id, |reader| parts.seen_from(side(reader), reader, links))
    }

    /// A new internal note. Customers get no data.
    pub fn note_created(note: &Note) -> Self {
        Self::by_reader("note.created", note.room_id, |reader| reader.staff_only(|| NoteView::from(note)))
    }

    /// Start or stop of typing.
    pub fn typing(room_id: RoomId, data: Value) -> Self {
        Self::new("typing", Some(room_id), data)
    }

    /// A change of a user's presence.
    pub fn presence(user: &User) -> Self {
        let data = json!({
            "user_id": user.id,
            "agent_id": user.agent_id,
            "is_online": user.is_online_at(Timestamp::now()),
            "last_seen": user.last_seen,
        });
        Self::new("presence", None, data)
    }

    /// A new notification.
    pub fn notification_created(notification: &Notification) -> Self {
        Self::new("notification.created", Some(notification.room_id), NotificationView::new(notification, None))
    }

    /// Acknowledgement of a message sent over a connection.
    pub fn ack(message: &Message, head: &Head, links: &Links) -> Self {
        let data = json!({
            "client_message_id": message.client_message_id,
            "id": message.id,
            "seq": message.seq,
            "created_at": message.created_at,
            "message": MessageView::new(message, head, links),
        });
        Self::new("ack", Some(message.room_id), data)
    }

    /// Answer to a frame.
    pub fn answer(kind: &'static str, room_id: Option<RoomId>, data: Value) -> Self {
        Self::new(kind, room_id, data)
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

/// Reduces a room to the fields that lists show.
fn shorten(data: &mut Value) {
    let Value::Object(fields) = data else { return };
    for field in ["description", "initial_message", "content"] {
        if let Some(Value::String(text)) = fields.get_mut(field) {
            *text = cut(text, MAX_EXCERPT).to_owned();
        }
    }
    fields.remove("last_message");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_would_be_too_large_says_less() {
        let long = "语".repeat(10_000);
        let room =
            json!({"id": 1, "description": long, "initial_message": long, "last_message": {"content": long.repeat(4)}});
        let frame = Event::answer("room.created", None, room).to_frame();
        assert!(frame.len() < MAX_FRAME);
        let frame: Value = serde_json::from_str(&frame).unwrap_or_default();
        assert_eq!((&frame["data"]["id"], &frame["data"]["is_partial"]), (&json!(1), &json!(true)));
        assert_eq!(frame["data"]["description"].as_str().map(|text| text.chars().count()), Some(MAX_EXCERPT));
    }
}
