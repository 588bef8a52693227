//! `watch` and `unwatch`: subscribe staff to rooms of other agents.

use super::Action;
use serde::Serialize;
use shared::{
    ApiError, State,
    event::{Event, EventData, Scope},
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{chat_sessions, publish::reply},
};
use utoipa::ToSchema;

/// The room to watch.
pub struct Watch(RoomId);

/// The room to watch no longer.
pub struct Unwatch(RoomId);

impl Input for Watch {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("room_id").required().map(Self)
    }
}

impl Input for Unwatch {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("room_id").required().map(Self)
    }
}

/// A room is watched by this connection, or no longer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Watching {
    room_id: RoomId,
    /// `true` if the connection watches the room from now on.
    watching: bool,
}

impl EventData for Watching {
    const TYPE: &'static str = "watching";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = "The connection that sent `watch` or `unwatch`";
}

impl Action for Watch {
    const NAME: &'static str = "watch";
    const SUMMARY: &'static str = "Subscribes the connection to the events of a room, for staff";
    const ANSWER: &'static str = "`watching`";

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        chat_sessions::watch(state, id, self.0).await?;
        answer(state, id, self.0, true).await
    }
}

impl Action for Unwatch {
    const NAME: &'static str = "unwatch";
    const SUMMARY: &'static str = "Unsubscribes the connection from the events of a room";
    const ANSWER: &'static str = "`watching`";

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        chat_sessions::unwatch(state, id, self.0).await?;
        answer(state, id, self.0, false).await
    }
}

async fn answer(state: &State, id: &ConnectionId, room_id: RoomId, watching: bool) -> Result<(), ApiError> {
    reply(state, id, &Event::new(Some(room_id), Watching { room_id, watching }).to_frame()).await;
    Ok(())
}
