//! `typing`: the others in the room see it; it is never stored.

use serde_json::json;
use shared::{
    ApiError, State,
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{Audience, connections::caller_of, rooms::open_head},
};

/// Who types where is known; whether they do is said.
pub struct Typing {
    room_id: RoomId,
    is_typing: bool,
}

impl Input for Typing {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("room_id").required();
        let is_typing = fields.boolean("is_typing").required();
        Some(Self { room_id: room_id?, is_typing: is_typing? })
    }
}

/// Tells the others in the room.
pub async fn announce(state: &State, id: &ConnectionId, typing: Typing) -> Result<(), ApiError> {
    let (caller, head) = open_head(&state.table, caller_of(&state.table, id), typing.room_id).await?;
    let who = &caller.identity;
    let data = json!({"user_id": who.user_id, "name": who.name, "is_typing": typing.is_typing});
    let others = Audience::of_room(&state.table, &head).await.without(who.user_id);
    others.tell(state, &Event::typing(typing.room_id, data)).await;
    Ok(())
}
