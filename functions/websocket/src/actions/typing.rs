//! `typing`: the others in the room see it; it is never stored.

use std::time::Duration;

use serde_json::json;
use shared::{
    ApiError, State,
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{Recipients, connections::caller_of, rooms::open_head},
    security::throttled,
};

/// How often somebody may say that they type.
const INTERVAL: Duration = Duration::from_secs(1);

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
    let caller = caller_of(state, id);
    let (caller, head) = open_head(&state.table, caller, typing.room_id).await?;
    let (user, is_typing) = (caller.identity.user_id, typing.is_typing);
    if state.config.desk.limits.frames_per_second > 0 {
        // That somebody has stopped is told in any case: else they would seem to write for ever.
        let whom = format!("{user}#{is_typing}");
        state
            .pace
            .take_each("typing", whom, INTERVAL, Duration::ZERO)
            .map_err(|wait| throttled(Some(user), "TYPING", wait))?;
    }
    let who = &caller.identity;
    let data = json!({"user_id": who.user_id, "name": who.name, "is_typing": typing.is_typing});
    let others = Recipients::of_room(&state.table, &head).await.without(who.user_id);
    others.publish(state, &Event::typing(typing.room_id, data)).await;
    Ok(())
}
