//! Earlier texts of an edited message, for staff.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Found, find_message};
use crate::{
    ApiError, State,
    auth::Credentials,
    ids::MessageId,
    model::{EntryKind, LogEntry},
    table::PAGE_BYTES,
    time::Timestamp,
};

/// Events after a message that are searched for its edits.
const MAX_LOOKED_AT: u64 = 1_000;

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
    let last = message.seq.saturating_add(MAX_LOOKED_AT);
    let entries = LogEntry::between(message.room_id, message.seq, last).consistent();
    let version = |entry: LogEntry| match &entry.kind {
        EntryKind::Edited { message: edited, former } if edited.seq == message.seq => {
            Some(MessageVersion { content: former.clone(), replaced_at: entry.time() })
        }
        _ => None,
    };
    let size = |version: &MessageVersion| 2 * version.content.len();
    Ok(state.table.take_within(&entries, (usize::MAX, PAGE_BYTES), version, size).await?)
}
