//! `GET /api/chat/get_chat_status/`

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{
    ApiError,
    auth::Visitor,
    http::{Fields, Input, ValidQuery},
    ids::RoomId,
    model::Side,
    ops::{messages::latest_messages, rooms::read_room},
    table::PAGE_BYTES,
};

/// How many of the last messages come along; older ones are at `/api/chat-rooms/{id}/messages/`.
const MESSAGES: usize = 100;

/// Which room.
pub struct Which(RoomId);

impl Input for Which {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").required().map(Self)
    }
}

/// How a visitor's chat stands: all that a page needs after a reload.
pub async fn get_chat_status(
    State(state): State<shared::State>,
    Visitor(caller): Visitor,
    ValidQuery(Which(room_id)): ValidQuery<Which>,
) -> Result<Json<Value>, ApiError> {
    let (room, head) = read_room(&state.table, &caller.identity, room_id).await?;
    let messages = latest_messages(&state, &head, MESSAGES, PAGE_BYTES).await?;
    Ok(Json(json!({
        "chat_room_id": room.id,
        "status": room.status,
        "agent_assigned": room.agent.is_some(),
        "agent_name": room.agent.map(|agent| agent.name),
        "created_at": room.created_at,
        "last_seq": head.seq,
        "unread_messages": head.unread(Side::Customer),
        "rating": room.rating,
        "message_history": messages,
    })))
}
