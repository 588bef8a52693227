//! `GET /api/messages/unread_count/` and `GET /api/messages/recent_chats/`

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{
    ApiError,
    auth::Caller,
    http::{Fields, Input, ValidQuery},
    ids::RoomId,
    model::Side,
    ops::messages,
};

/// Of which room.
pub struct InRoom(Option<RoomId>);

impl Input for InRoom {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").optional().map(Self)
    }
}

/// How many.
pub struct Limit(u64);

/// The most rooms of a list.
const MOST: u64 = 50;

impl Input for Limit {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.integer("limit").at_least(1).at_most(MOST).or(10_u64).map(Self)
    }
}

/// Counts the messages that the caller has not read, in a room or in all of theirs.
pub async fn unread_count(
    State(state): State<shared::State>,
    caller: Caller,
    ValidQuery(InRoom(room_id)): ValidQuery<InRoom>,
) -> Result<Json<Value>, ApiError> {
    let unread_count = messages::count_unread(&state, &caller, room_id).await?;
    Ok(Json(json!({"unread_count": unread_count, "chat_room_id": room_id})))
}

/// Lists the caller's rooms, those in which something was said last first.
pub async fn recent_chats(
    State(state): State<shared::State>,
    caller: Caller,
    ValidQuery(Limit(limit)): ValidQuery<Limit>,
) -> Result<Json<Value>, ApiError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let recent = messages::recent_chats(&state, &caller, limit).await?;
    let side = |customer| if caller.identity.user_id == customer { Side::Customer } else { Side::Agent };
    let chats: Vec<_> =
        recent.iter().map(|parts| parts.seen_from(side(parts.room.customer_id), state.files.links())).collect();
    Ok(Json(json!({"count": chats.len(), "chats": chats})))
}
