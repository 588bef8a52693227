//! Resolving, closing and reopening of rooms.

use super::change_room;
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Agent, AgentRef, Identity, ReopenTo, Role, Room, RoomChange, RoomDetails, RoomStatus},
    store::read_room,
    table::Read,
    time::Timestamp,
};

/// Resolves a room, for its agent or an admin; an unassigned one, for any agent.
///
/// # Errors
/// 404 for a room that is unknown or not the caller's, 403 for other callers, 400 for a resolved or closed room.
pub async fn resolve_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomDetails, ApiError> {
    change_room(state, by, room_id, |room, now| {
        if !may_end(by, room) {
            return Err(ApiError::forbidden());
        }
        if room.is_over() {
            return Err(illegal(room.status, "resolved"));
        }
        room.status = RoomStatus::Resolved;
        room.resolved_at = Some(now);
        Ok(Some(RoomChange::Resolved))
    })
    .await
}

/// Closes a room for good, for its agent, its customer or an admin; an unassigned one, for any agent.
///
/// # Errors
/// 404 for a room that is unknown or not the caller's, 403 for other callers, 400 for a closed room.
pub async fn close_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomDetails, ApiError> {
    change_room(state, by, room_id, |room, now| {
        if !may_end(by, room) && by.user_id != room.customer_id {
            return Err(ApiError::forbidden());
        }
        if room.status == RoomStatus::Closed {
            return Err(illegal(room.status, "closed"));
        }
        room.status = RoomStatus::Closed;
        room.closed_at = Some(now);
        Ok(Some(RoomChange::Closed))
    })
    .await
}

/// Reopens a resolved or closed room with the calling agent; for an admin who isn't an agent, in the queue.
///
/// # Errors
/// 404 for an unknown room, 400 for an open room and for an agent that is unavailable or at capacity.
pub async fn reopen_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomDetails, ApiError> {
    let agent = match by.agent_id {
        Some(id) => state.table.get::<Agent>(&Agent::key_of(id), Read::Consistent).await?,
        None => None,
    };
    let agent = agent.map(|agent| agent.reference());
    change_room(state, by, room_id, |room, now| {
        if !room.is_over() {
            return Err(illegal(room.status, "reopened"));
        }
        match &agent {
            Some(agent) => room.assign(agent.clone(), now),
            None => room.unassign(),
        }
        (room.resolved_at, room.closed_at) = (None, None);
        Ok(Some(RoomChange::Reopened))
    })
    .await
}

/// Reopens a room with this end whose customer writes again: with its agent if the desk wants that, and the agent is
/// present and below capacity; otherwise in the queue.
///
/// # Errors
/// An unreachable table.
pub(in crate::ops) async fn reopen_by_customer(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    end: RoomStatus,
) -> Result<(), ApiError> {
    let (desk, (room, _)) = tokio::try_join!(state.desk(), read_room(&state.table, by, room_id))?;
    let routing = &desk.routing;
    let keeps_agent = |agent: &&AgentRef| routing.reopen_to == ReopenTo::Agent && agent.user().is_some();
    let agent = match room.agent.as_ref().filter(keeps_agent) {
        Some(agent) => state.table.get::<Agent>(&Agent::key_of(agent.id), Read::Consistent).await?,
        None => None,
    };
    let is_there = |agent: &Agent| agent.is_present_at(Timestamp::now(), routing.away_after()) && agent.can_take_chat();
    let agent = agent.filter(is_there).map(|agent| agent.reference());
    match reopen_with(state, by, (room_id, end), agent).await {
        // Another room has used the agent's remaining capacity.
        Err(ApiError::Validation(_)) => reopen_with(state, by, (room_id, end), None).await.map(|_| ()),
        reopened => reopened.map(|_| ()),
    }
}

async fn reopen_with(
    state: &State,
    by: &Identity,
    (room_id, end): (RoomId, RoomStatus),
    agent: Option<AgentRef>,
) -> Result<RoomDetails, ApiError> {
    let agent = &agent;
    change_room(state, by, room_id, |room, now| {
        if room.status != end {
            return Ok(None);
        }
        match agent {
            Some(agent) => room.assign(agent.clone(), now),
            None => room.unassign(),
        }
        (room.resolved_at, room.closed_at) = (None, None);
        Ok(Some(RoomChange::Reopened))
    })
    .await
}

/// Checks if a user may resolve or close a room: its agent, an admin, and any agent while it is unassigned.
fn may_end(who: &Identity, room: &Room) -> bool {
    has_charge_of(who, room) || who.agent_id.is_some() && room.status == RoomStatus::Waiting
}

/// Checks if a user is in charge of a room: its agent or an admin.
pub(super) fn has_charge_of(who: &Identity, room: &Room) -> bool {
    let is_agent = who.agent_id.is_some() && who.agent_id == room.agent.as_ref().map(|agent| agent.id);
    who.role == Role::Admin || is_agent
}

pub(super) fn illegal(from: RoomStatus, to: &str) -> ApiError {
    let article = if from == RoomStatus::Active { "An" } else { "A" };
    ApiError::invalid(format!("{article} {from} chat can't be {to}."))
}
