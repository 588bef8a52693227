//! Earlier texts of an edited message, for staff.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Found, find_message};
use crate::{
    ApiError, State,
    auth::Credentials,
    ids::MessageId,
    model::{RoomEvent, RoomEventKind},
    table::PAGE_BYTES,
    time::Timestamp,
};

/// Events after a message that are searched for its edits.
const MAX_LOOKED_AT: usize = 1_000;

/// An earlier text of a message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageVersion {
    /// Text.
    content: String,
    /// Time of the edit that replaced it.
    replaced_at: Timestamp,
}

/// Lists the earlier texts of a message, the oldest first.
///
/// # Errors
/// 404 for an unknown message, 403 for customers.
pub async fn list_versions(
    state: &State,
    credentials: Credentials,
    id: MessageId,
) -> Result<Vec<MessageVersion>, ApiError> {
    let Found { caller, message, .. } = find_message(state, credentials, id).await?;
    if !caller.is_staff() {
        return Err(ApiError::forbidden());
    }
    let events = RoomEvent::since(message.room_id, message.seq).consistent();
    let former = |event: &RoomEvent| match &event.kind {
        RoomEventKind::MessageEdited { message_seq, former } if *message_seq == message.seq => Some(former.clone()),
        _ => None,
    };
    let size = |event: &RoomEvent| former(event).map_or(0, |content| 2 * content.len());
    let events = state.table.take_within(&events, MAX_LOOKED_AT, PAGE_BYTES, size).await?;
    let version = |event: &RoomEvent| Some(MessageVersion { content: former(event)?, replaced_at: event.time });
    Ok(events.iter().filter_map(version).collect())
}
