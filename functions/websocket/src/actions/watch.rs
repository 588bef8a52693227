//! `watch` and `unwatch`: subscribe staff to rooms of other agents.

use serde_json::json;
use shared::{
    ApiError, State,
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{connections, publish::reply},
};

/// The room to watch.
pub struct WatchRequest(RoomId);

impl Input for WatchRequest {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("room_id").required().map(Self)
    }
}

/// Subscribes the connection to the room's events.
pub async fn watch(state: &State, id: &ConnectionId, WatchRequest(room_id): WatchRequest) -> Result<(), ApiError> {
    connections::watch(state, id, room_id).await?;
    answer(state, id, room_id, true).await
}

/// Unsubscribes the connection from the room's events.
pub async fn unwatch(state: &State, id: &ConnectionId, WatchRequest(room_id): WatchRequest) -> Result<(), ApiError> {
    connections::unwatch(state, id, room_id).await?;
    answer(state, id, room_id, false).await
}

async fn answer(state: &State, id: &ConnectionId, room_id: RoomId, watching: bool) -> Result<(), ApiError> {
    let data = json!({"room_id": room_id, "watching": watching});
    reply(state, id, &Event::answer("watching", Some(room_id), data).to_frame()).await;
    Ok(())
}
