//! Telling a user's sessions their new name, with which messages are signed.

use futures_util::future::try_join_all;

use super::end::sessions_of;
use crate::{
    ApiError, State,
    model::{Identity, User},
    table::{Entity, Write},
};

/// Brings up to date what the sessions of a user remember of them.
///
/// # Errors
/// When the table can't be reached.
pub async fn rename(state: &State, user: &User) -> Result<(), ApiError> {
    let sessions = sessions_of(&state.table, user.id).await?;
    let renamed = sessions.iter().filter_map(|session| {
        // A visitor stays bound to the session's room.
        let identity = Identity { room_id: session.identity.room_id, ..user.identity() };
        // One that has ended in the meantime needs no new name.
        let write = || Write::update(session.key()).set("identity", &identity).when_exists();
        (session.identity != identity).then(write)
    });
    try_join_all(renamed.map(|write| state.table.write_if(write))).await?;
    Ok(())
}
