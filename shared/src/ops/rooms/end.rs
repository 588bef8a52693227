//! Resolving and closing a room, and taking that back.

use super::change_room;
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Agent, Identity, Role, Room, RoomChange, RoomStatus},
    shapes::RoomParts,
    table::{Key, Read},
};

/// Marks an active room as resolved, for its agent or an admin.
///
/// # Errors
/// 404 for a room that isn't there or the caller's, 403 for others, 400 when the room isn't active.
pub async fn resolve_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomParts, ApiError> {
    change_room(state, by, room_id, |room, now| {
        if !has_charge_of(by, room) {
            return Err(ApiError::forbidden());
        }
        if room.status != RoomStatus::Active {
            return Err(illegal(room.status, "resolved"));
        }
        room.status = RoomStatus::Resolved;
        room.resolved_at = Some(now);
        Ok(Some(RoomChange::Resolved))
    })
    .await
}

/// Closes a room for good, for its agent, its customer or an admin.
///
/// # Errors
/// 404 for a room that isn't there or the caller's, 403 for others, 400 when the room is closed already.
pub async fn close_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomParts, ApiError> {
    change_room(state, by, room_id, |room, now| {
        if !has_charge_of(by, room) && by.user_id != room.customer_id {
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
pub async fn reopen_room(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomParts, ApiError> {
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

/// Whether somebody decides about a room: its agent, or an admin.
pub(super) fn has_charge_of(who: &Identity, room: &Room) -> bool {
    let is_agent = who.agent_id.is_some() && who.agent_id == room.agent.as_ref().map(|agent| agent.id);
    who.role == Role::Admin || is_agent
}

pub(super) fn illegal(from: RoomStatus, to: &str) -> ApiError {
    ApiError::invalid(format!("A {from} chat room can't be {to}."))
}
