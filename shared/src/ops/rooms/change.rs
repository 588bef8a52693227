//! Changes of a room, followed by assignments of waiting rooms.

use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Identity, Note, Room, RoomChange, RoomDetails},
    ops::{
        room_change::{RoomAfter, apply_change},
        routing::route_vacancy,
    },
    time::Timestamp,
};

/// Changes a room by `decide`, publishes the change, and assigns waiting rooms to capacity that it frees. `decide`
/// edits the current room, or returns `None` if there is nothing to do; it is called again after a conflict with
/// another write.
///
/// # Errors
/// 404 for an unknown room or one that `by` may not see, 400 for an agent that can't be assigned, and the errors of
/// `decide`.
pub(in crate::ops) async fn change_room(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    decide: impl Fn(&mut Room, Timestamp) -> Result<Option<RoomChange>, ApiError>,
) -> Result<RoomDetails, ApiError> {
    change_room_with(state, by, room_id, None, decide).await
}

/// [`change_room`], with a note that goes with the change: where there is nothing to do, it isn't stored.
///
/// # Errors
/// As [`change_room`].
pub(super) async fn change_room_with(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    note: Option<&Note>,
    decide: impl Fn(&mut Room, Timestamp) -> Result<Option<RoomChange>, ApiError>,
) -> Result<RoomDetails, ApiError> {
    let RoomAfter { details, vacancy } = apply_change(state, by, room_id, note, decide).await?;
    if let Some(vacancy) = vacancy {
        // Boxed: the future of routing is large, and most changes route nothing.
        Box::pin(route_vacancy(state, &vacancy)).await;
    }
    details
}
