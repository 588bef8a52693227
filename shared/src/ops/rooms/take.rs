//! An agent taking a room from the queue.

use super::change_room;
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Agent, Identity, RoomChange, RoomStatus},
    shapes::RoomParts,
    table::{Key, Read},
};

/// Gives a waiting room to the agent who asks for it. Of several who ask at once one gets it; the same one again changes
/// nothing.
///
/// # Errors
/// 404 for a room that isn't there, 403 for an admin who isn't an agent; 400 when somebody else has the room, it is over,
/// or the agent is unavailable or has no place left.
pub async fn take_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomParts, ApiError> {
    let id = by.agent_id.ok_or(ApiError::PermissionDenied("Only an agent can take a chat."))?;
    let agent: Option<Agent> = state.table.get(&Key::agent(id), Read::Consistent).await?;
    let agent = agent.ok_or_else(ApiError::forbidden)?.reference();
    let taken = change_room(state, by, room_id, |room, now| match room.status {
        RoomStatus::Waiting => {
            room.assign(agent.clone(), now);
            Ok(Some(RoomChange::Taken))
        }
        RoomStatus::Active if room.holder().is_some_and(|holder| holder.id == id) => Ok(None),
        RoomStatus::Active => Err(ApiError::Refused {
            error: "Chat already taken",
            detail: "This chat room has already been taken by another agent.",
        }),
        RoomStatus::Resolved | RoomStatus::Closed => {
            Err(ApiError::Refused { error: "Chat is over", detail: "Only a waiting chat room can be taken." })
        }
    });
    taken.await.map_err(|error| match error {
        // What is left to be invalid is the agent.
        ApiError::Validation(_) => ApiError::Refused {
            error: "No place left",
            detail: "You are not available or have reached your chat limit.",
        },
        error => error,
    })
}
