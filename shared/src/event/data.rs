//! Data of the events that this crate publishes. An event's type, its recipients and the schema of its data stand with
//! the type of its data, so that its description in the API's document follows from what is sent.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    files::Links,
    ids::{AgentId, MessageId, UserId},
    model::{Head, Message, Position, Side, User},
    time::Timestamp,
    views::{ChatRoomView, MessageView, NoteView, NotificationView, RoomUpdate},
};

/// Subject of an event, which decides the fields beside `type`, `time` and `data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The history of a room: `room_id` and `seq`.
    History,
    /// A room: `room_id`.
    Room,
    /// Neither.
    System,
}

/// Data of an event. Its doc comment says when the event is sent.
pub trait EventData: Serialize + ToSchema {
    /// `type` of the event.
    const TYPE: &'static str;
    /// Subject of the event.
    const SCOPE: Scope;
    /// Recipients of the event, for the API's document.
    const RECIPIENTS: &'static str;
}

const IN_ROOM: &str = "The room's customer, its agent, and staff who watch it";

/// A message was sent. The connection that sent it gets `ack` instead.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(super) struct MessageCreated(pub MessageView);

impl EventData for MessageCreated {
    const TYPE: &'static str = "message.created";
    const SCOPE: Scope = Scope::History;
    const RECIPIENTS: &'static str = IN_ROOM;
}

/// A message was edited. `seq` is the edit's, `data.seq` the message's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(super) struct MessageEdited(pub MessageView);

impl EventData for MessageEdited {
    const TYPE: &'static str = "message.edited";
    const SCOPE: Scope = Scope::History;
    const RECIPIENTS: &'static str = IN_ROOM;
}

/// A room was changed. `data.room` has the fields that a change can set, as they are after it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(super) struct RoomUpdated(pub RoomUpdate);

impl EventData for RoomUpdated {
    const TYPE: &'static str = "room.updated";
    const SCOPE: Scope = Scope::History;
    const RECIPIENTS: &'static str =
        "As `message.created`, the agent before the change, and all staff online if the room was or is waiting";
}

/// One side of a room has read up to a message.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageRead {
    /// The side that has read.
    side: Side,
    /// Last message that it has read.
    seq: u64,
    read_at: Option<Timestamp>,
}

impl MessageRead {
    pub fn new(side: Side, position: Position) -> Self {
        Self { side, seq: position.seq, read_at: position.at }
    }
}

impl EventData for MessageRead {
    const TYPE: &'static str = "message.read";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = IN_ROOM;
}

/// A room was created.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoomCreated {
    #[serde(flatten)]
    pub room: ChatRoomView,
    /// `true` if the room was too large for a frame, and its texts are cut; otherwise absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool, examples(true))]
    pub is_partial: Option<bool>,
}

impl EventData for RoomCreated {
    const TYPE: &'static str = "room.created";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = "All staff online, and the customer's other connections";
}

/// A note was written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(super) struct NoteCreated(pub NoteView);

impl EventData for NoteCreated {
    const TYPE: &'static str = "note.created";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = "The room's agent, and staff who watch it";
}

/// A user came or went.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Presence {
    user_id: UserId,
    /// Id of the agent; `null` for a customer or visitor.
    agent_id: Option<AgentId>,
    is_online: bool,
    last_seen: Option<Timestamp>,
}

impl From<&User> for Presence {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.id,
            agent_id: user.agent_id,
            is_online: user.is_online_at(Timestamp::now()),
            last_seen: user.last_seen,
        }
    }
}

impl EventData for Presence {
    const TYPE: &'static str = "presence";
    const SCOPE: Scope = Scope::System;
    const RECIPIENTS: &'static str = "Users who share an open room with the user";
}

/// A notification was made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(super) struct NotificationCreated(pub NotificationView);

impl EventData for NotificationCreated {
    const TYPE: &'static str = "notification.created";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = "The notified user";
}

/// A message that was sent by `message` is stored.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ack {
    client_message_id: Option<String>,
    id: MessageId,
    seq: u64,
    created_at: Timestamp,
    /// The message, as in `message.created`.
    message: MessageView,
}

impl Ack {
    pub fn new(message: &Message, head: &Head, links: &Links) -> Self {
        Self {
            client_message_id: message.client_message_id.clone(),
            id: message.id,
            seq: message.seq,
            created_at: message.created_at,
            message: MessageView::new(message, head, links),
        }
    }
}

impl EventData for Ack {
    const TYPE: &'static str = "ack";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = "The connection that sent the message";
}
