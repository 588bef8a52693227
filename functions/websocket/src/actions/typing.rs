//! `typing`: shown to the others in the room, never stored.

use std::time::Duration;

use serde_json::json;
use shared::{
    ApiError, State,
    auth::open_head,
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{Recipients, publish::publish},
    security::throttled,
};

/// Interval at which a user may send that they are typing.
const TYPING_INTERVAL: Duration = Duration::from_secs(1);

/// Room and state of the sender's typing indicator.
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

/// Publishes the typing indicator to the others in the room.
pub async fn publish_typing(state: &State, id: &ConnectionId, typing: Typing) -> Result<(), ApiError> {
    let (caller, head) = open_head(state, id, typing.room_id).await?;
    let (user, is_typing) = (caller.identity.user_id, typing.is_typing);
    if state.config.desk.limits.frames_per_second > 0 {
        // Starting and stopping have separate limits: a stop must get through, or the user would seem to type forever.
        let limit_key = format!("{user}#{is_typing}");
        state
            .pace
            .take_each("typing", limit_key, TYPING_INTERVAL, Duration::ZERO)
            .map_err(|wait| throttled(Some(user), "TYPING", wait))?;
    }
    let sender = &caller.identity;
    let data = json!({"user_id": sender.user_id, "name": sender.name, "is_typing": typing.is_typing});
    let others = Recipients::of_room(&head).without(sender.user_id);
    publish(state, &Event::typing(typing.room_id, data), &others).await;
    Ok(())
}
