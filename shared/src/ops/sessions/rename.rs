//! Update of the user's name in their sessions, from which messages take the sender's name.

use futures_util::future::try_join_all;

use crate::{
    ApiError, State,
    model::{Identity, User},
    store::sessions_of,
    table::{Entity, Write},
};

/// Updates the identity in a user's sessions.
///
/// # Errors
/// An unreachable table.
pub async fn rename(state: &State, user: &User) -> Result<(), ApiError> {
    let sessions = sessions_of(&state.table, user.id).await?;
    let renamed = sessions.iter().filter_map(|session| {
        // A visitor stays bound to the session's room.
        let identity = Identity { room_id: session.identity.room_id, ..user.identity() };
        // A session ended meanwhile needs no update.
        let write = || Write::update(session.key()).set("identity", &identity).when_exists();
        (session.identity != identity).then(write)
    });
    try_join_all(renamed.map(|write| state.table.write_if(write))).await?;
    Ok(())
}
