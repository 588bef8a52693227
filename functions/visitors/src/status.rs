//! `GET /api/chat/get_chat_status/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Visitor,
    http::{Fields, Input, ValidQuery},
    ids::RoomId,
    model::{RoomStatus, Side},
    ops::messages::latest_messages,
    store::read_room,
    table::PAGE_BYTES,
    time::Timestamp,
    views::MessageView,
};
use utoipa::ToSchema;

/// State of a visitor's chat.
#[derive(Serialize, ToSchema)]
pub struct ChatStatus {
    chat_room_id: RoomId,
    status: RoomStatus,
    agent_assigned: bool,
    agent_name: Option<String>,
    created_at: Timestamp,
    last_seq: u64,
    /// Number of messages that the visitor hasn't read.
    unread_messages: u64,
    rating: Option<u8>,
    /// The latest messages, oldest first.
    message_history: Vec<MessageView>,
}

/// Number of last messages in the answer; `/api/chat-rooms/{id}/messages/` has older ones.
const MESSAGE_COUNT: usize = 100;

/// The visitor's room.
pub struct RoomIdQuery(RoomId);

impl Input for RoomIdQuery {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").required().map(Self)
    }
}

/// Returns the state of a visitor's chat: everything a page needs after a reload.
#[utoipa::path(get, path = "/api/chat/get_chat_status", responses((status = 404)))]
pub async fn get_chat_status(
    State(state): State<shared::State>,
    Visitor(caller): Visitor,
    ValidQuery(RoomIdQuery(room_id)): ValidQuery<RoomIdQuery>,
) -> Result<Json<ChatStatus>, ApiError> {
    let (room, head) = read_room(&state.table, &caller.identity, room_id).await?;
    let messages = latest_messages(&state, &head, MESSAGE_COUNT, PAGE_BYTES).await?;
    Ok(Json(ChatStatus {
        chat_room_id: room.id,
        status: room.status,
        agent_assigned: room.agent.is_some(),
        agent_name: room.agent.map(|agent| agent.name),
        created_at: room.created_at,
        last_seq: head.seq,
        unread_messages: head.unread(Side::Customer),
        rating: room.rating,
        message_history: messages,
    }))
}
