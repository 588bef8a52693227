//! Telling a user's sessions their new name, with which messages are signed.

use futures_util::future::try_join_all;

use super::end::sessions_of;
use crate::{
    ApiError, State,
    model::User,
    table::{Entity, Write},
};

/// Brings up to date what the sessions of a user remember of them.
///
/// # Errors
/// When the table can't be reached.
pub async fn rename(state: &State, user: &User) -> Result<(), ApiError> {
    let identity = &user.identity();
    let sessions = sessions_of(&state.table, user.id).await?;
    let outdated = sessions.iter().filter(|session| session.identity != *identity);
    // One that has ended in the meantime needs no new name.
    let write = |key| Write::update(key).set("identity", identity).when_exists();
    try_join_all(outdated.map(|session| state.table.write_if(write(session.key())))).await?;
    Ok(())
}
