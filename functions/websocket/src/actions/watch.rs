//! `watch` and `unwatch`: staff look into rooms that aren't theirs.

use serde_json::json;
use shared::{
    ApiError, State,
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::connections::{self, reply},
};

/// Which room.
pub struct Room(RoomId);

impl Input for Room {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("room_id").required().map(Self)
    }
}

/// From now on the connection gets the room's events.
pub async fn watch(state: &State, id: &ConnectionId, Room(room_id): Room) -> Result<(), ApiError> {
    connections::watch(state, id, room_id).await?;
    answer(state, id, room_id, true).await
}

/// From now on it doesn't.
pub async fn unwatch(state: &State, id: &ConnectionId, Room(room_id): Room) -> Result<(), ApiError> {
    connections::unwatch(state, id, room_id).await?;
    answer(state, id, room_id, false).await
}

async fn answer(state: &State, id: &ConnectionId, room_id: RoomId, watching: bool) -> Result<(), ApiError> {
    let data = json!({"room_id": room_id, "watching": watching});
    reply(state, id, &Event::answer("watching", Some(room_id), data).to_frame()).await;
    Ok(())
}
