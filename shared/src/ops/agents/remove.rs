//! Removal of an agent: its open rooms return to the queue, and its user can't sign in any more. An admin stays one.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::get_agent;
use crate::{
    ApiError, State,
    auth::Caller,
    ids::AgentId,
    model::{AuditEntry, UniqueGuard, User},
    ops::{
        race::{Attempt, retry_on_conflict},
        rooms::return_rooms,
        sessions,
    },
    security::SecurityEvent,
    store::{ended_rooms_of, get_user},
    table::{Entity, Table, Write},
};

/// Removes an agent, in several steps. Repeating it continues after an interruption at any step.
///
/// # Errors
/// 404 for an unknown agent.
pub async fn remove_agent(state: &State, by: &Caller, id: AgentId) -> Result<(), ApiError> {
    let agent = get_agent(&state.table, id).await?;
    // From here on the agent can do nothing and is assigned no more rooms …
    let user = get_user(&state.table, agent.user_id).await?;
    let off = |key, attribute| Write::update(key).set(attribute, false).when_exists();
    let mut writes = vec![off(agent.key(), "is_available")];
    if !user.is_superuser {
        writes.push(off(user.key(), "is_active"));
    }
    state.table.transact(writes).await?;
    SecurityEvent::RoleChanged.log(Some(user.id), "agent removed");
    if user.is_superuser {
        sessions::rename(state, &User { agent_id: None, ..user }).await?;
    } else {
        sessions::deactivate_all(state, user.id).await?;
    }
    // … so the number of its rooms only decreases. The index may lag some milliseconds and not contain all.
    let agent = &agent;
    retry_on_conflict(|| async move {
        return_rooms(state, &by.identity, id).await?;
        untie_rooms(&state.table, id).await?;
        let writes = vec![
            Write::update(User::key_of(agent.user_id)).remove("agent_id").when_exists(),
            Write::delete(agent.key()).when_equals("current_active_chats", 0),
            Write::delete(UniqueGuard::employee_key(&agent.employee_id)),
            Write::put(&AuditEntry::new(&by.identity, "agent", "removed", id, agent.full_name())),
        ];
        Ok::<_, Attempt>(state.table.transact(writes).await?)
    })
    .await
}

/// Rooms detached from the agent concurrently.
const CONCURRENCY: usize = 8;

/// Reduces the agent of its resolved and closed rooms to the name, so that a former agent is notified of no change of
/// them. Their logs keep what they say: nothing is appended there but by a change, which takes the agent from the room.
async fn untie_rooms(table: &Table, id: AgentId) -> Result<(), ApiError> {
    let rooms = ended_rooms_of(table, id).await?;
    let untied = stream::iter(rooms).map(|room| async move {
        let Some(agent) = room.agent.as_ref().filter(|agent| agent.user().is_some()) else { return Ok(()) };
        // A concurrent change of the room keeps the agent only if the room still has one: the next attempt reads it
        // again.
        table.write(Write::update(room.key()).set("agent", agent.untied()).when_equals("agent", agent)).await
    });
    Ok(untied.buffer_unordered(CONCURRENCY).try_collect::<()>().await?)
}
