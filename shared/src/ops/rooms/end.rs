//! Resolving and closing a room, and taking that back.

use super::{change_room, read_room};
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Agent, AgentRef, Identity, Role, Room, RoomChange, RoomStatus},
    table::{Key, Read},
    time::Timestamp,
    views::RoomDetails,
};

/// Marks a room as resolved, for its agent or an admin; one that nobody has, for any agent.
///
/// # Errors
/// 404 for a room that isn't there or the caller's, 403 for others, 400 when the room is over.
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

/// Closes a room for good, for its agent, its customer or an admin; one that nobody has, for any agent.
///
/// # Errors
/// 404 for a room that isn't there or the caller's, 403 for others, 400 when the room is closed already.
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

/// Lets a resolved or closed room go on with the agent who asks; with an admin who isn't one, in the queue.
///
/// # Errors
/// 404 for a room that isn't there, 400 when the room isn't over, or the agent is unavailable or has no place left.
pub async fn reopen_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomDetails, ApiError> {
    let agent = match by.agent_id {
        Some(id) => state.table.get::<Agent>(&Key::agent(id), Read::Consistent).await?,
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

/// Reopens a resolved room whose customer writes again: with its agent if that is there and has a place left, else in the
/// queue.
///
/// # Errors
/// When the table can't be reached.
pub(in crate::ops) async fn reopen_by_customer(state: &State, by: &Identity, room_id: RoomId) -> Result<(), ApiError> {
    let (room, _) = read_room(&state.table, by, room_id).await?;
    let agent = match room.agent.as_ref().filter(|agent| agent.user().is_some()) {
        Some(agent) => state.table.get::<Agent>(&Key::agent(agent.id), Read::Consistent).await?,
        None => None,
    };
    let is_there = |agent: &Agent| agent.is_present_at(Timestamp::now()) && agent.can_take_chat();
    let agent = agent.filter(is_there).map(|agent| agent.reference());
    match reopen_with(state, by, room_id, agent).await {
        // Another room was quicker.
        Err(ApiError::Validation(_)) => reopen_with(state, by, room_id, None).await.map(|_| ()),
        reopened => reopened.map(|_| ()),
    }
}

async fn reopen_with(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    agent: Option<AgentRef>,
) -> Result<RoomDetails, ApiError> {
    let agent = &agent;
    change_room(state, by, room_id, |room, now| {
        if room.status != RoomStatus::Resolved {
            return Ok(None);
        }
        match agent {
            Some(agent) => room.assign(agent.clone(), now),
            None => room.unassign(),
        }
        room.resolved_at = None;
        Ok(Some(RoomChange::Reopened))
    })
    .await
}

/// Whether somebody may end a room: who decides about it, and any agent while nobody has it.
fn may_end(who: &Identity, room: &Room) -> bool {
    has_charge_of(who, room) || who.agent_id.is_some() && room.status == RoomStatus::Waiting
}

/// Whether somebody decides about a room: its agent, or an admin.
pub(super) fn has_charge_of(who: &Identity, room: &Room) -> bool {
    let is_agent = who.agent_id.is_some() && who.agent_id == room.agent.as_ref().map(|agent| agent.id);
    who.role == Role::Admin || is_agent
}

pub(super) fn illegal(from: RoomStatus, to: &str) -> ApiError {
    let article = if from == RoomStatus::Active { "An" } else { "A" };
    ApiError::invalid(format!("{article} {from} chat can't be {to}."))
}
