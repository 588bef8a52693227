//! `ChatRoom`, and the part of it in a `room.updated` event.

use serde::Serialize;
use utoipa::ToSchema;

use super::{AgentView, ChatUserView, MessageView, Reader};
use crate::{
    files::Links,
    ids::{RoomId, UserId},
    model::{Agent, Identity, LogEntry, Priority, RoomChange, RoomDetails, RoomState, RoomStatus, Side},
    time::Timestamp,
};

/// A room: a conversation between a customer and agents.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChatRoomView {
    id: RoomId,
    chat_room_id: RoomId,
    chat_user: Option<ChatUserView>,
    chat_user_info: Option<ChatUserInfo>,
    #[serde(flatten)]
    state: RoomFields,
    description: String,
    initial_message: String,
    created_at: Timestamp,
    updated_at: Timestamp,
    last_message: Option<MessageView>,
    last_seq: u64,
    message_count: u64,
    page_url: Option<String>,
    unread_messages_count: u64,
    waiting_time_minutes: i64,
    was_unattended: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct ChatUserInfo {
    id: UserId,
    full_name: String,
    email: String,
    phone_number: String,
    is_temporary: bool,
    created_at: Timestamp,
}

/// Fields of a room that changes can affect, as clients see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RoomFields {
    agent: Option<AgentView>,
    agent_assigned: bool,
    agent_name: Option<String>,
    subject: String,
    status: RoomStatus,
    priority: Priority,
    tags: Vec<String>,
    assigned_at: Option<Timestamp>,
    resolved_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    rating: Option<u8>,
    rating_comment: Option<String>,
}

impl RoomFields {
    /// Without its agent's item the agent was removed: only the name remains.
    fn new(state: RoomState, agent: Option<&Agent>, reader: Reader, links: &Links) -> Self {
        Self {
            agent: agent.map(|agent| AgentView::new(agent, reader, links)),
            agent_assigned: agent.is_some(),
            agent_name: state.agent.map(|agent| agent.name),
            subject: state.subject,
            status: state.status,
            priority: state.priority,
            tags: reader.staff_only(|| state.tags).unwrap_or_default(),
            assigned_at: state.assigned_at,
            resolved_at: state.resolved_at,
            closed_at: state.closed_at,
            rating: state.rating,
            rating_comment: reader.staff_only(|| state.rating_comment),
        }
    }
}

impl RoomDetails {
    /// The `ChatRoom` as a user sees it.
    pub fn seen_by(&self, who: &Identity, links: &Links) -> ChatRoomView {
        let side = if who.user_id == self.room.customer_id { Side::Customer } else { Side::Agent };
        self.seen_from(side, who.into(), links)
    }

    /// The `ChatRoom` as a reader on one side sees it: the unread counts differ.
    pub fn seen_from(&self, side: Side, reader: Reader, links: &Links) -> ChatRoomView {
        let Self { room, head, customer, agent, last_message } = self;
        let waited_until = room.assigned_at.or(room.closed_at).unwrap_or_else(Timestamp::now);
        ChatRoomView {
            id: room.id,
            chat_room_id: room.id,
            chat_user: customer.as_ref().map(|user| ChatUserView::new(user, reader, links)),
            chat_user_info: customer.as_ref().map(|user| ChatUserInfo {
                id: user.id,
                full_name: user.full_name(),
                email: user.email.clone(),
                phone_number: user.phone_number.clone(),
                is_temporary: user.is_temporary,
                created_at: user.date_joined,
            }),
            state: RoomFields::new(room.into(), agent.as_ref(), reader, links),
            description: room.description.clone(),
            initial_message: room.initial_message.clone(),
            created_at: room.created_at,
            updated_at: head.updated_at,
            last_message: last_message.as_ref().map(|message| MessageView::new(message, head, links)),
            last_seq: head.seq,
            message_count: head.message_count,
            page_url: reader.staff_only(|| room.visit.page.clone()).filter(|page| !page.is_empty()),
            unread_messages_count: head.unread(side),
            waiting_time_minutes: waited_until.minutes_since(room.created_at),
            was_unattended: room.was_unattended,
        }
    }
}

/// Data of a `room.updated` event: the fields of the `ChatRoom` that it sets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoomUpdate {
    /// The change.
    change: RoomChange,
    chat_room_id: RoomId,
    /// The fields of the room that a change can set, as they are after it.
    room: UpdatedFields,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct UpdatedFields {
    #[serde(flatten)]
    fields: RoomFields,
    updated_at: Timestamp,
    last_seq: u64,
}

impl RoomUpdate {
    /// Data of the change in `entry`, with the room's agent after it.
    pub fn new(
        entry: &LogEntry,
        (change, state): (RoomChange, &RoomState),
        agent: Option<&Agent>,
        reader: Reader,
        links: &Links,
    ) -> Self {
        Self {
            change,
            chat_room_id: entry.room_id(),
            room: UpdatedFields {
                fields: RoomFields::new(state.clone(), agent, reader, links),
                updated_at: entry.time(),
                last_seq: entry.seq(),
            },
        }
    }
}
