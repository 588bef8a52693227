//! Removing an agent: its open rooms go back to the queue, its user can't sign in any more.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::get_agent;
use crate::{
    ApiError, State,
    auth::Caller,
    ids::AgentId,
    model::AuditEntry,
    ops::{
        race::{Setback, until_won},
        rooms::{active_rooms_of, take_away},
        sessions,
    },
    table::{Entity, Key, Write},
};

/// How many are unassigned at once.
const AT_ONCE: usize = 8;

/// Removes an agent. It takes several steps, in an order in which each can be the last: called again, it goes on.
///
/// # Errors
/// 404 when there is no such agent.
pub async fn remove_agent(state: &State, by: &Caller, id: AgentId) -> Result<(), ApiError> {
    let agent = get_agent(&state.table, id).await?;
    // From here on it can do nothing and gets no more rooms …
    let off = |key, attribute| Write::update(key).set(attribute, false).when_exists();
    let writes = vec![off(Key::user(agent.user_id), "is_active"), off(agent.key(), "is_available")];
    state.table.transact(writes).await?;
    sessions::deactivate_all(state, agent.user_id).await?;
    // … so there is an end to those it has. The index may be some milliseconds behind and not show all of them.
    let agent = &agent;
    until_won(|| async move {
        return_rooms(state, by, id).await?;
        let writes = vec![
            Write::update(Key::user(agent.user_id)).remove("agent_id").when_exists(),
            Write::delete(agent.key()).when_equals("current_active_chats", 0),
            Write::delete(Key::employee(&agent.employee_id)),
            Write::put(&AuditEntry::new(&by.identity, "agent", "removed", id, agent.full_name())),
        ];
        Ok::<_, Setback>(state.table.transact(writes).await?)
    })
    .await
}

async fn return_rooms(state: &State, by: &Caller, id: AgentId) -> Result<(), ApiError> {
    let rooms = active_rooms_of(&state.table, id).await?;
    let unassigned = stream::iter(rooms).map(|room| take_away(state, &by.identity, room.id, id));
    unassigned.buffer_unordered(AT_ONCE).try_for_each(|_| async { Ok(()) }).await
}
