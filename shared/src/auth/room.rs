//! Access to routes of a room that are for staff only. Others get 403 for their own room, and 404 for any other.

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{Caller, extractors::staff_route};
use crate::{ApiError, State, http::Id, ids::RoomId, security::SecurityEvent, spans, store::head_now};

/// An agent or an admin, and the room in the path.
#[derive(Clone, Debug)]
pub struct StaffInRoom(pub Caller, pub RoomId);

impl FromRequestParts<State> for StaffInRoom {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let (caller, room_id) = allowed(parts, state, Caller::is_staff).await?;
        Ok(Self(caller, room_id))
    }
}

/// An admin, and the room in the path.
#[derive(Clone, Debug)]
pub struct AdminInRoom(pub Caller, pub RoomId);

impl FromRequestParts<State> for AdminInRoom {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let (caller, room_id) = allowed(parts, state, Caller::is_admin).await?;
        Ok(Self(caller, room_id))
    }
}

async fn allowed(
    parts: &mut Parts,
    state: &State,
    is_allowed: fn(&Caller) -> bool,
) -> Result<(Caller, RoomId), ApiError> {
    let caller = staff_route(Caller::from_request_parts(parts, state).await)?;
    let Id(room_id) = Id::from_request_parts(parts, state).await?;
    spans::record_room(room_id);
    if is_allowed(&caller) {
        return Ok((caller, room_id));
    }
    SecurityEvent::StaffOnlyRefused.log(Some(caller.identity.user_id), caller.identity.role.as_str());
    let head = head_now(&state.table, room_id).await?;
    Err(if head.is_visible_to(&caller.identity) { ApiError::forbidden() } else { ApiError::NotFound })
}
