//! An agent who goes: nobody waits for whoever isn't there.

use futures_util::{StreamExt, stream};

use crate::{
    ApiError, State,
    ids::{AgentId, UserId},
    model::Identity,
    ops::{
        rooms::{active_rooms_of, take_away},
        sessions::sessions_of,
        users::get_user,
    },
    table::{Key, Table, Write},
    time::Timestamp,
};

/// How many rooms are put back at once.
const CONCURRENCY: usize = 8;

/// Puts the rooms of a user who is an agent back into the queue if no session of theirs holds any more: to be called when
/// one has ended, however.
///
/// # Errors
/// When the table can't be reached; the sweep does it then.
pub async fn leave_desk(state: &State, by: &Identity, user: UserId) -> Result<(), ApiError> {
    let Some(agent) = get_user(&state.table, user).await?.agent_id else { return Ok(()) };
    if is_signed_in(&state.table, user).await? {
        return Ok(());
    }
    let left = Write::update(Key::agent(agent)).set("has_left", true).when_exists();
    if state.table.write_if(left).await? {
        return_rooms(state, by, agent).await?;
    }
    Ok(())
}

/// Whether any session of a user holds.
async fn is_signed_in(table: &Table, user: UserId) -> Result<bool, ApiError> {
    let sessions = sessions_of(table, user).await?;
    let now = Timestamp::now();
    Ok(sessions.iter().any(|session| session.is_active && now < session.expires_at))
}

/// Puts all rooms that an agent has back into the queue. The index may be some milliseconds behind and not show all.
pub(super) async fn return_rooms(state: &State, by: &Identity, agent: AgentId) -> Result<(), ApiError> {
    let rooms = active_rooms_of(&state.table, agent).await?;
    let returned = stream::iter(rooms).map(|room| take_away(state, by, room.id, agent));
    let outcomes: Vec<_> = returned.buffer_unordered(CONCURRENCY).collect().await;
    outcomes.into_iter().try_for_each(|outcome| outcome.map(|_| ()))
}
