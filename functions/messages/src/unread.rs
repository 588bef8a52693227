//! `GET /api/messages/unread_count/` and `GET /api/messages/recent_chats/`

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{
    ApiError,
    auth::Caller,
    http::{Fields, Input, ValidQuery},
    ids::RoomId,
    ops::messages,
    table::{PAGE_BYTES, json_size},
};

/// Optional room to count in.
pub struct UnreadFilter(Option<RoomId>);

impl Input for UnreadFilter {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").optional().map(Self)
    }
}

/// Number of rooms to list.
pub struct Limit(u64);

/// Maximum number of rooms in a list.
const MAX_CHATS: u64 = 50;

impl Input for Limit {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.integer("limit").at_least(1).at_most(MAX_CHATS).or(10_u64).map(Self)
    }
}

/// Counts the caller's unread messages, in one room or in all of theirs.
pub async fn unread_count(
    State(state): State<shared::State>,
    caller: Caller,
    ValidQuery(UnreadFilter(room_id)): ValidQuery<UnreadFilter>,
) -> Result<Json<Value>, ApiError> {
    let unread_count = messages::count_unread(&state, &caller, room_id).await?;
    Ok(Json(json!({"unread_count": unread_count, "chat_room_id": room_id})))
}

/// Lists the caller's rooms, by their last message, newest first.
pub async fn recent_chats(
    State(state): State<shared::State>,
    caller: Caller,
    ValidQuery(Limit(limit)): ValidQuery<Limit>,
) -> Result<Json<Value>, ApiError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let recent = messages::recent_chats(&state, &caller, limit).await?;
    let mut bytes = 0;
    let chats = recent.iter().map(|parts| parts.seen_by(&caller.identity, state.files.links()));
    let chats = chats.take_while(|chat| {
        bytes += json_size(chat);
        bytes <= PAGE_BYTES
    });
    let chats: Vec<_> = chats.collect();
    Ok(Json(json!({"count": chats.len(), "chats": chats})))
}
