//! Events as clients receive them: `{type, room_id?, seq?, time, data}`.
//!
//! A room's events carry its `seq`, so that a client can see a gap; the others carry none. What an event's data holds
//! is one of the contract's shapes.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    files::Links,
    ids::RoomId,
    model::{Agent, Head, Message, Note, Notification, Position, RoomEvent, RoomEventKind, Side, User},
    shapes::{MessageShape, NoteShape, NotificationShape, RoomParts, RoomUpdate},
    time::Timestamp,
};

/// An event.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    room_id: Option<RoomId>,
    /// Its number among the room's events; absent for what isn't one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    time: Timestamp,
    data: Value,
}

impl Event {
    fn new(kind: &'static str, room_id: Option<RoomId>, data: impl Serialize) -> Self {
        Self { kind, room_id, seq: None, time: Timestamp::now(), data: json!(data) }
    }

    /// A new message.
    pub fn message_created(message: &Message, head: &Head, links: &Links) -> Self {
        let data = MessageShape::new(message, head, links);
        let event = Self::new("message.created", Some(message.room_id), data);
        Self { seq: Some(message.seq), time: message.created_at, ..event }
    }

    /// A message got another text, by this event.
    pub fn message_edited(message: &Message, head: &Head, edit: &RoomEvent, links: &Links) -> Self {
        let data = MessageShape::new(message, head, links);
        Self { seq: Some(edit.seq), time: edit.time, ..Self::new("message.edited", Some(message.room_id), data) }
    }

    /// Something about a room changed. `None` for an event of another kind.
    pub fn room_updated(event: &RoomEvent, agent: Option<&Agent>) -> Option<Self> {
        let RoomEventKind::RoomUpdated { change, state } = &event.kind else {
            return None;
        };
        let data = RoomUpdate::new(event, *change, state, agent);
        Some(Self { seq: Some(event.seq), time: event.time, ..Self::new("room.updated", Some(event.room_id), data) })
    }

    /// A side's reading position moved.
    pub fn message_read(room_id: RoomId, side: Side, position: Position) -> Self {
        let data = json!({"side": side.as_str(), "seq": position.seq, "read_at": position.at});
        Self::new("message.read", Some(room_id), data)
    }

    /// There is a new room.
    pub fn room_created(parts: &RoomParts, links: &Links) -> Self {
        Self::new("room.created", Some(parts.room.id), parts.seen_from(Side::Agent, links))
    }

    /// Staff noted something about a room. Only for staff.
    pub fn note_created(note: &Note) -> Self {
        Self::new("note.created", Some(note.room_id), NoteShape::from(note))
    }

    /// Somebody is writing, or has stopped to.
    pub fn typing(room_id: RoomId, data: Value) -> Self {
        Self::new("typing", Some(room_id), data)
    }

    /// Somebody came online or went.
    pub fn presence(user: &User) -> Self {
        let data = json!({
            "user_id": user.id,
            "agent_id": user.agent_id,
            "is_online": user.is_online_at(Timestamp::now()),
            "last_seen": user.last_seen,
        });
        Self::new("presence", None, data)
    }

    /// There is a new notification.
    pub fn notification_created(notification: &Notification) -> Self {
        Self::new("notification.created", Some(notification.room_id), NotificationShape::new(notification, None))
    }

    /// A message that came over a connection is stored.
    pub fn ack(message: &Message) -> Self {
        let data = json!({
            "client_message_id": message.client_message_id,
            "id": message.id,
            "seq": message.seq,
            "created_at": message.created_at,
        });
        Self::new("ack", Some(message.room_id), data)
    }

    /// The answer to a frame.
    pub fn answer(kind: &'static str, room_id: Option<RoomId>, data: Value) -> Self {
        Self::new(kind, room_id, data)
    }

    /// Whether somebody may hear of it who is a guest of that room; of none, whoever has rooms of their own.
    pub fn is_for_guest_of(&self, room_id: Option<RoomId>) -> bool {
        room_id.is_none_or(|bound| self.room_id.is_none_or(|concerned| concerned == bound))
    }

    /// Its JSON text, one frame.
    pub fn to_frame(&self) -> String {
        // Text, numbers and maps with text for keys always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}
