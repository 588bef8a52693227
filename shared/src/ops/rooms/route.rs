//! Giving a new room to an agent by itself, where `AUTO_ASSIGN` says so.

use super::change_room;
use crate::{
    ApiError, State,
    model::{Agent, Identity, Room, RoomChange, RoomStatus},
    shapes::RoomParts,
};

/// Gives a new room of the customer's to the one of these agents who is available and has the fewest chats. `None` when
/// nobody has a place, and then it waits like any other.
pub(super) async fn route_room(state: &State, customer: &Identity, room: &Room, agents: &[Agent]) -> Option<RoomParts> {
    let mut free: Vec<&Agent> = agents.iter().filter(|agent| agent.can_take_chat()).collect();
    free.sort_by_key(|agent| (agent.current_active_chats, agent.id));
    for agent in free {
        let given = change_room(state, customer, room.id, |room, now| {
            // Somebody may have taken or closed it already.
            if room.status != RoomStatus::Waiting {
                return Ok(None);
            }
            room.assign(agent.reference(), now);
            Ok(Some(RoomChange::Assigned))
        });
        match given.await {
            Ok(parts) => return Some(parts),
            // Somebody else took its last place: the next one.
            Err(ApiError::Validation(_)) => {}
            Err(error) => {
                // The room is there and waits; that it was made is what the customer asked for.
                error.log();
                return None;
            }
        }
    }
    None
}
