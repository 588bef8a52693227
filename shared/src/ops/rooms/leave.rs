//! Return of an agent's rooms to the queue once the agent is signed out everywhere.

use futures_util::{StreamExt, stream};

use crate::{
    ApiError, State,
    ids::{AgentId, UserId},
    model::{Agent, Identity},
    ops::rooms::take_away,
    store::{active_rooms_of, get_user, sessions_of},
    table::{Table, Write},
    time::Timestamp,
};

/// Rooms returned to the queue concurrently.
const CONCURRENCY: usize = 8;

/// Returns the rooms of a user who is an agent to the queue if the user has no valid session any more. To be called
/// after every end of a session.
///
/// # Errors
/// An unreachable table; the sweep does it then.
pub async fn leave_desk(state: &State, by: &Identity, user: UserId) -> Result<(), ApiError> {
    let Some(agent) = get_user(&state.table, user).await?.agent_id else { return Ok(()) };
    if is_signed_in(&state.table, user).await? {
        return Ok(());
    }
    let left = Write::update(Agent::key_of(agent)).set("has_left", true).when_exists();
    if state.table.write_if(left).await? {
        return_rooms(state, by, agent).await?;
    }
    Ok(())
}

/// Checks if a user has a valid session.
async fn is_signed_in(table: &Table, user: UserId) -> Result<bool, ApiError> {
    let sessions = sessions_of(table, user).await?;
    let now = Timestamp::now();
    Ok(sessions.iter().any(|session| session.is_active && now < session.expires_at))
}

/// Returns all rooms of an agent to the queue. The index may lag some milliseconds and not contain all.
pub(in crate::ops) async fn return_rooms(state: &State, by: &Identity, agent: AgentId) -> Result<(), ApiError> {
    let rooms = active_rooms_of(&state.table, agent).await?;
    let returned = stream::iter(rooms).map(|room| take_away(state, by, room.id, agent));
    let outcomes: Vec<_> = returned.buffer_unordered(CONCURRENCY).collect().await;
    outcomes.into_iter().try_for_each(|outcome| outcome.map(|_| ()))
}
