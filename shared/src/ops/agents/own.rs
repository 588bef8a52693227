//! The own agent of an admin, who answers chats with the account that they administer the desk with.

use super::{
    create::{add_agent, capacity},
    get_agent,
};
use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::AgentId,
    model::{Agent, DEFAULT_CAPACITY, Identity, User},
    ops::{
        race::{Attempt, retry_on_conflict},
        routing::route_to,
        sessions,
    },
    security::SecurityEvent,
    store::{get_user, next_id},
    table::{Transaction, Write},
    time::Timestamp,
};

/// Data of an admin's own agent.
#[derive(Clone, Debug)]
pub struct OwnAgent {
    /// Capacity: number of chats it can have at the same time.
    pub max_concurrent_chats: u32,
}

impl Input for OwnAgent {
    fn read(fields: &mut Fields) -> Option<Self> {
        let capacity = capacity(fields)?;
        Some(Self { max_concurrent_chats: capacity.unwrap_or(DEFAULT_CAPACITY) })
    }
}

/// Makes an admin an agent as well. Their sessions have the agent's permissions from then on, and keep the admin's.
/// Repeating it changes nothing.
///
/// # Errors
/// 503 after too many lost races.
pub async fn answer_chats(state: &State, by: &Identity, new: &OwnAgent) -> Result<Agent, ApiError> {
    let (user, agent) = retry_on_conflict(|| attempt(state, by, new)).await?;
    // An earlier call may have been interrupted here.
    sessions::rename(state, &user).await?;
    if agent.can_take_chat() {
        route_to(state, agent.id).await;
    }
    Ok(agent)
}

async fn attempt(state: &State, by: &Identity, new: &OwnAgent) -> Result<(User, Agent), Attempt> {
    let user = get_user(&state.table, by.user_id).await?;
    if !user.is_active {
        return Err(ApiError::invalid_token().into());
    }
    if let Some(id) = user.agent_id {
        return Ok((user, get_agent(&state.table, id).await?));
    }
    let id = AgentId(next_id(&state.table, "agent").await?);
    let user = User { agent_id: Some(id), ..user };
    let agent = Agent {
        max_concurrent_chats: new.max_concurrent_chats,
        last_seen: Some(Timestamp::now()),
        ..Agent::new(id, &user)
    };
    let mut transaction = Transaction::new();
    let owner = Write::update(User::key_of(user.id)).set("agent_id", id);
    let owner = owner.when_exists().when_same("agent_id", None::<AgentId>);
    // A concurrent deactivation makes this fail.
    transaction.write(owner.when_equals("is_superuser", true).when_equals("is_active", true));
    add_agent(&mut transaction, by, &agent);
    state.table.commit(transaction).await?;
    SecurityEvent::RoleChanged.log(Some(user.id), "admin made an agent");
    Ok((user, agent))
}
