//! Giving waiting rooms to agents by itself, where `AUTO_ASSIGN` says so.
//!
//! The most urgent room that has waited longest goes to the agent with the fewest chats, among equals to who has waited
//! longest for one. This runs whenever there is a new room or a place becomes free, and every minute besides
//! ([`super::sweep`]), since a function may die in between, and the indexes it reads by may be behind. It decides nothing
//! for good: each room is given by [`change_room`], whose transaction holds the agent's capacity.

use std::collections::BTreeMap;

use super::{
    agents::all_agents,
    rooms::{change_room, queue},
};
use crate::{
    ApiError, State,
    ids::{AgentId, RoomId},
    model::{Agent, Identity, Room, RoomChange, RoomStatus},
    table::{Key, Read, keys},
    time::Timestamp,
    views::RoomDetails,
};

/// How many of the queue's first rooms are looked at. Those left have a turn as soon as places become free.
const ROOMS: usize = 30;
/// How many agents are thought of.
const AGENTS: usize = 1_000;

/// Gives out what waits, and with it a new room, that the index of the queue may not show yet. `None` when that has to
/// wait.
pub(super) async fn route_room(state: &State, room: &Room) -> Option<RoomDetails> {
    let routed = route(state, Some(room), None).await;
    // The room is there and waits; that it was made is what its customer asked for.
    routed.inspect_err(ApiError::log).ok().and_then(|mut routed| routed.remove(&room.id))
}

/// Gives out what waits after a change: to an agent who has a place `freed`, or a room that waits `again`.
pub(super) async fn route_rest(state: &State, again: Option<&Room>, freed: Option<AgentId>) {
    if let Err(error) = route(state, again, freed).await {
        // What was asked for is done; the next to look finds what is left.
        error.log();
    }
}

/// Gives out what waits, as far as there are places for it.
///
/// # Errors
/// When the table can't be reached.
pub(super) async fn route_all(state: &State) -> Result<(), ApiError> {
    route(state, None, None).await.map(|_| ())
}

/// Gives out rooms; returns those that it came to, as they are then, also if somebody else was quicker.
async fn route(
    state: &State,
    new: Option<&Room>,
    freed: Option<AgentId>,
) -> Result<BTreeMap<RoomId, RoomDetails>, ApiError> {
    let mut routed = BTreeMap::new();
    if !state.config.desk.auto_assign {
        return Ok(routed);
    }
    let system = Identity::system();
    let mut agents = present(state, freed).await?;
    if !agents.iter().any(Agent::can_take_chat) {
        return Ok(routed);
    }
    for room in waiting(state, new).await? {
        while let Some(agent) =
            agents.iter_mut().filter(|agent| suits(agent, &room)).min_by_key(|agent| precedence(agent))
        {
            let reference = agent.reference();
            let given = change_room(state, &system, room.id, |room, now| {
                // Somebody may have taken or closed it already.
                if room.status != RoomStatus::Waiting {
                    return Ok(None);
                }
                room.assign(reference.clone(), now);
                Ok(Some(RoomChange::Assigned))
            });
            match Box::pin(given).await {
                Ok(parts) => {
                    if parts.room.holder().is_some_and(|holder| holder.id == agent.id) {
                        agent.current_active_chats += 1;
                        agent.last_assigned_at = Some(Timestamp::now());
                    }
                    routed.insert(room.id, parts);
                    break;
                }
                // Somebody else took its last place: the next one.
                Err(ApiError::Validation(_)) => agent.is_available = false,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(routed)
}

/// The queue's first rooms, and a new one that may not be among them yet.
async fn waiting(state: &State, new: Option<&Room>) -> Result<Vec<Room>, ApiError> {
    let mut rooms: Vec<Room> = state.table.take(&queue(), ROOMS).await?;
    if let Some(new) = new
        && rooms.iter().all(|room| room.id != new.id)
    {
        rooms.push(new.clone());
        rooms.sort_by_key(|room| keys::in_queue(room.priority, room.created_at, room.id));
    }
    Ok(rooms)
}

/// The agents who are there and take chats. The list may not know yet who has just got a place left.
async fn present(state: &State, freed: Option<AgentId>) -> Result<Vec<Agent>, ApiError> {
    let freed = async {
        match freed {
            Some(id) => state.table.get::<Agent>(&Key::agent(id), Read::Consistent).await.map_err(ApiError::from),
            None => Ok(None),
        }
    };
    let (mut agents, freed) = tokio::try_join!(all_agents(&state.table, AGENTS), freed)?;
    if let Some(freed) = freed {
        agents.retain(|agent| agent.id != freed.id);
        agents.push(freed);
    }
    let now = Timestamp::now();
    agents.retain(|agent| agent.is_present_at(now));
    Ok(agents)
}

fn suits(agent: &Agent, room: &Room) -> bool {
    agent.can_take_chat() && agent.user_id != room.customer_id && room.let_go_by != Some(agent.id)
}

/// Who comes first: the fewest chats, then the longest time without a new one.
fn precedence(agent: &Agent) -> (u32, Option<Timestamp>, AgentId) {
    (agent.current_active_chats, agent.last_assigned_at, agent.id)
}
