//! The system's reply to a new room that nobody is there for.

use crate::{ApiError, State, model::Desk, store::is_attended, time::Timestamp};

/// The system's reply to a room that is created now, in a language such as `es`; `None` if the desk has it off, or is open
/// and somebody is there.
///
/// # Errors
/// An unreachable table.
pub(super) async fn auto_reply(state: &State, desk: &Desk, language: &str) -> Result<Option<String>, ApiError> {
    if !desk.texts.is_auto_reply_on {
        return Ok(None);
    }
    if desk.is_open_at(Timestamp::now()) && is_attended(&state.table, &desk.routing).await? {
        return Ok(None);
    }
    Ok(Some(desk.texts.auto_reply_in(language).to_owned()))
}
