//! Automatic assignment of waiting rooms to agents, if the desk's settings say so.
//!
//! The most urgent room that has waited longest is assigned to the agent with the fewest chats, then the one whose last
//! assignment is the oldest. This runs after every new room and whenever capacity is freed, and every minute
//! ([`super::sweep`]), since a function may die in between, and the indexes are eventually consistent. Its decisions
//! are checked again: each room is assigned by [`apply_change`], whose transaction enforces the agent's capacity.

use std::collections::BTreeMap;

use super::room_change::{Vacancy, apply_change};
use crate::{
    ApiError, State,
    ids::{AgentId, RoomId},
    model::{Agent, DeskRouting, Identity, Room, RoomChange, RoomDetails, RoomStatus},
    store::all_agents,
    table::Read,
    time::Timestamp,
};

/// Rooms read from the front of the queue. The others follow when capacity is freed.
const ROOMS: usize = 30;
/// Maximum number of agents considered.
const AGENTS: usize = 1_000;

/// Assigns waiting rooms, including `room`, which the eventually consistent index may not contain yet. `None` if the
/// room has to wait.
pub(super) async fn route_room(state: &State, room: &Room) -> Option<RoomDetails> {
    let routed = route(state, Some(room), None).await;
    // The room exists and waits: its creation, which the customer asked for, has succeeded.
    routed.inspect_err(ApiError::log).ok().and_then(|mut routed| routed.remove(&room.id))
}

/// Assigns waiting rooms after a change of one.
pub(super) async fn route_vacancy(state: &State, vacancy: &Vacancy) {
    route_rest(state, vacancy.again.as_ref(), vacancy.freed).await;
}

/// Assigns waiting rooms to an agent who has capacity now.
pub(super) async fn route_to(state: &State, agent: AgentId) {
    route_rest(state, None, Some(agent)).await;
}

async fn route_rest(state: &State, again: Option<&Room>, freed: Option<AgentId>) {
    if let Err(error) = route(state, again, freed).await {
        // The requested change is done; the next run assigns the rest.
        error.log();
    }
}

/// Assigns waiting rooms as long as there is capacity.
///
/// # Errors
/// An unreachable table.
pub(super) async fn route_all(state: &State) -> Result<(), ApiError> {
    route(state, None, None).await.map(|_| ())
}

/// Assigns rooms; returns the current state of those it examined, also of rooms assigned concurrently.
async fn route(
    state: &State,
    new: Option<&Room>,
    freed: Option<AgentId>,
) -> Result<BTreeMap<RoomId, RoomDetails>, ApiError> {
    let mut routed = BTreeMap::new();
    let desk = state.desk().await?;
    if !desk.assigns_at(Timestamp::now()) {
        return Ok(routed);
    }
    let system = Identity::system();
    let mut agents = present(state, &desk.routing, freed).await?;
    if !agents.iter().any(Agent::can_take_chat) {
        return Ok(routed);
    }
    for room in waiting(state, new).await? {
        while let Some(agent) =
            agents.iter_mut().filter(|agent| suits(agent, &room)).min_by_key(|agent| precedence(agent))
        {
            let reference = agent.reference();
            let given = apply_change(state, &system, room.id, None, |room, now| {
                // It may have been taken or closed meanwhile.
                if room.status != RoomStatus::Waiting {
                    return Ok(None);
                }
                room.assign(reference.clone(), now);
                Ok(Some(RoomChange::Assigned))
            });
            match Box::pin(given).await.and_then(|after| after.details) {
                Ok(parts) => {
                    if parts.room.holder().is_some_and(|holder| holder.id == agent.id) {
                        agent.current_active_chats += 1;
                        agent.last_assigned_at = Some(Timestamp::now());
                    }
                    routed.insert(room.id, parts);
                    break;
                }
                // The agent's remaining capacity was used concurrently: try the next one.
                Err(ApiError::Validation(_)) => agent.is_available = false,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(routed)
}

/// The front of the queue, and a new room that may not be in the index yet.
async fn waiting(state: &State, new: Option<&Room>) -> Result<Vec<Room>, ApiError> {
    let mut rooms: Vec<Room> = state.table.take(&Room::queue(), ROOMS).await?;
    if let Some(new) = new
        && rooms.iter().all(|room| room.id != new.id)
    {
        rooms.push(new.clone());
        rooms.sort_by_key(Room::in_queue);
    }
    Ok(rooms)
}

/// The present and available agents. The list may not yet reflect capacity that was just freed.
async fn present(state: &State, routing: &DeskRouting, freed: Option<AgentId>) -> Result<Vec<Agent>, ApiError> {
    let freed = async {
        match freed {
            Some(id) => state.table.get::<Agent>(&Agent::key_of(id), Read::Consistent).await.map_err(ApiError::from),
            None => Ok(None),
        }
    };
    let (mut agents, freed) = tokio::try_join!(all_agents(&state.table, AGENTS), freed)?;
    if let Some(freed) = freed {
        agents.retain(|agent| agent.id != freed.id);
        agents.push(freed);
    }
    let now = Timestamp::now();
    agents.retain(|agent| agent.is_present_at(now, routing.away_after()));
    Ok(agents)
}

fn suits(agent: &Agent, room: &Room) -> bool {
    agent.can_take_chat() && agent.user_id != room.customer_id && room.let_go_by != Some(agent.id)
}

/// Order of agents: the fewest chats, then the oldest last assignment.
fn precedence(agent: &Agent) -> (u32, Option<Timestamp>, AgentId) {
    (agent.current_active_chats, agent.last_assigned_at, agent.id)
}
