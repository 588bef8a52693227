//! An agent taking a room from the queue.

use super::change_room;
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Agent, Identity, RoomChange, RoomDetails, RoomStatus},
    table::Read,
};

/// Assigns a waiting room to the agent who asks for it. Of several concurrent agents one succeeds; repeating it changes
/// nothing.
///
/// # Errors
/// 404 for an unknown room, 403 for an admin who isn't an agent; 400 for a room that another agent has or that is
/// resolved or closed, and for an agent that is unavailable or at capacity.
pub async fn take_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomDetails, ApiError> {
    let id = by.agent_id.ok_or(ApiError::PermissionDenied("Only an agent can take a chat."))?;
    let agent: Option<Agent> = state.table.get(&Agent::key_of(id), Read::Consistent).await?;
    let agent = agent.ok_or_else(ApiError::forbidden)?;
    let reference = agent.reference();
    let taken = change_room(state, by, room_id, |room, now| match room.status {
        RoomStatus::Waiting => {
            room.assign(reference.clone(), now);
            Ok(Some(RoomChange::Taken))
        }
        RoomStatus::Active if room.holder().is_some_and(|holder| holder.id == id) => Ok(None),
        RoomStatus::Active => {
            let agent = room.holder().map_or("Another agent", |agent| &agent.name);
            Err(refused("Chat already taken", format!("{agent} has already taken this chat.")))
        }
        RoomStatus::Resolved | RoomStatus::Closed => {
            Err(refused("Chat is over", "This chat is no longer waiting.".into()))
        }
    });
    taken.await.map_err(|error| match error {
        // Any other invalid value is the agent's.
        ApiError::Validation(_) if !agent.is_available => refused("You're away", "You're set to Away.".into()),
        ApiError::Validation(_) => {
            let limit = agent.max_concurrent_chats;
            let chats = if limit == 1 { "chat" } else { "chats" };
            refused("Chat limit reached", format!("You've reached your limit of {limit} {chats}."))
        }
        error => error,
    })
}

fn refused(error: &'static str, detail: String) -> ApiError {
    ApiError::Refused { error, detail }
}
