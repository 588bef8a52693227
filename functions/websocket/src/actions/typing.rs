//! `typing`: shown to the others in the room, never stored.

use std::time::Duration;

use super::{Action, FRAMES_LIMIT};
use serde::Serialize;
use shared::{
    ApiError, State,
    auth::open_head,
    event::{Event, EventData, Scope},
    http::{Fields, Input},
    ids::{ConnectionId, RoomId, UserId},
    ops::{Recipients, publish::publish},
    security::throttled,
};
use utoipa::ToSchema;

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

/// A user of a room began or stopped typing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TypingChange {
    user_id: UserId,
    /// Name of the user.
    #[schema(examples("Maria Souza"))]
    name: String,
    is_typing: bool,
}

impl EventData for TypingChange {
    const TYPE: &'static str = "typing";
    const SCOPE: Scope = Scope::Room;
    const RECIPIENTS: &'static str = "The others in the room: its customer, its agent, and staff who watch it";
}

impl Action for Typing {
    const NAME: &'static str = "typing";
    const SUMMARY: &'static str = "Shows the others in a room that one types, or stopped";
    const ANSWER: &'static str = "None; others get `typing`";

    fn limits() -> Vec<String> {
        let seconds = TYPING_INTERVAL.as_secs();
        let once = format!("One start and one stop per user in {seconds} s; beyond it the error `throttled`");
        vec![once, FRAMES_LIMIT.to_owned()]
    }

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        publish_typing(state, id, self).await
    }
}

/// Publishes the typing indicator to the others in the room.
async fn publish_typing(state: &State, id: &ConnectionId, typing: Typing) -> Result<(), ApiError> {
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
    let change = TypingChange { user_id: user, name: caller.identity.name, is_typing };
    let others = Recipients::of_room(&head).without(user);
    publish(state, &Event::new(Some(typing.room_id), change), &others).await;
    Ok(())
}
