//! `GET /api/messages/unread_count/` and `GET /api/messages/recent_chats/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Caller,
    http::{Fields, Input, ValidQuery},
    ids::RoomId,
    ops::messages,
    table::{PAGE_BYTES, json_size},
    views::ChatRoomView,
};
use utoipa::ToSchema;

/// Number of unread messages.
#[derive(Serialize, ToSchema)]
pub struct UnreadMessages {
    /// Number of messages that the caller hasn't read.
    unread_count: u64,
    /// Room that was asked for; `null` for all of the caller's.
    chat_room_id: Option<RoomId>,
}

/// The caller's rooms with the latest messages.
#[derive(Serialize, ToSchema)]
pub struct RecentChats {
    /// Number of rooms in this answer.
    count: usize,
    chats: Vec<ChatRoomView>,
}

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
#[utoipa::path(get, path = "/api/messages/unread_count", responses((status = 404)))]
pub async fn unread_count(
    State(state): State<shared::State>,
    caller: Caller,
    ValidQuery(UnreadFilter(room_id)): ValidQuery<UnreadFilter>,
) -> Result<Json<UnreadMessages>, ApiError> {
    let unread_count = messages::count_unread(&state, &caller, room_id).await?;
    Ok(Json(UnreadMessages { unread_count, chat_room_id: room_id }))
}

/// Lists the caller's rooms, by their last message, newest first.
#[utoipa::path(get, path = "/api/messages/recent_chats")]
pub async fn recent_chats(
    State(state): State<shared::State>,
    caller: Caller,
    ValidQuery(Limit(limit)): ValidQuery<Limit>,
) -> Result<Json<RecentChats>, ApiError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let recent = messages::recent_chats(&state, &caller, limit).await?;
    let mut bytes = 0;
    let chats = recent.iter().map(|parts| parts.seen_by(&caller.identity, state.files.links()));
    let chats = chats.take_while(|chat| {
        bytes += json_size(chat);
        bytes <= PAGE_BYTES
    });
    let chats: Vec<_> = chats.collect();
    Ok(Json(RecentChats { count: chats.len(), chats }))
}
