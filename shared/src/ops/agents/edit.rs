//! Editing of an agent.

use serde::Serialize;

use super::create::{capacity, department, employee_id, employee_taken};
use crate::{
    ApiError, State,
    auth::Caller,
    http::{Fields, Input},
    ids::AgentId,
    model::{Agent, AuditEntry, Identity, UniqueGuard, User},
    ops::{
        race::{Attempt, retry_on_conflict},
        routing::route_to,
        users::{PreparedEdit, UserEdit},
    },
    store::get_user,
    table::{Entity, Read, Rejected, Table, Transaction, Write},
    time::Timestamp,
    views::AgentView,
};

/// Changes of an agent and its user by an admin; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct AgentEdit {
    /// User.
    pub user: UserEdit,
    /// The company's own identifier.
    pub employee_id: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Availability: `true` if it accepts chats.
    pub is_available: Option<bool>,
    /// Capacity in chats. If it has more already, it keeps them and receives no new ones.
    pub max_concurrent_chats: Option<u32>,
}

impl Input for AgentEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let user = UserEdit::read(fields);
        let employee_id = employee_id(fields);
        let department = department(fields).optional();
        let is_available = fields.boolean("is_available").optional();
        let max_concurrent_chats = capacity(fields);
        Some(Self {
            user: user?,
            employee_id: employee_id?,
            department: department?,
            is_available: is_available?,
            max_concurrent_chats: max_concurrent_chats?,
        })
    }
}

/// Reads an agent that must exist.
///
/// # Errors
/// 404 for an unknown agent.
pub async fn get_agent(table: &Table, id: AgentId) -> Result<Agent, ApiError> {
    table.get(&Agent::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Edits an agent and its user in one transaction. Deactivating an agent ends its sessions immediately.
///
/// # Errors
/// 404 for an unknown agent; 400 on an `email` or `employee_id` that is already in use, on a `password` that equals the
/// username, and on `is_active` of the caller's own account.
pub async fn edit_agent(state: &State, by: &Identity, id: AgentId, edit: AgentEdit) -> Result<Agent, ApiError> {
    let user = get_user(&state.table, get_agent(&state.table, id).await?.user_id).await?;
    let (edit, prepared) = (&edit, &edit.user.prepare(state, by, &user).await?);
    let (user, agent) = retry_on_conflict(|| attempt(state, by, id, edit, prepared)).await?;
    prepared.follow_up(state, by, &user).await?;
    if agent.can_take_chat() {
        route_to(state, id).await;
    }
    Ok(agent)
}

async fn attempt(
    state: &State,
    by: &Identity,
    id: AgentId,
    edit: &AgentEdit,
    prepared: &PreparedEdit<'_>,
) -> Result<(User, Agent), Attempt> {
    let before = get_agent(&state.table, id).await?;
    let user_before = get_user(&state.table, before.user_id).await?;
    let profile = prepared.applied_to(user_before.clone());
    let after = edited(&before, edit, &profile.after);
    let entry = AuditEntry::new(by, "agent", "changed", id, after.full_name());
    let entry = entry.between(&AuditedAgent::new(&before, &user_before), &AuditedAgent::new(&after, &profile.after));
    let mut transaction = Transaction::new();
    transaction.extend([prepared.write(&profile), agent_write(&before, &after), prepared.audited(entry)]);
    if before.employee_id != after.employee_id {
        let claim = UniqueGuard::employee(&after.employee_id, after.user_id);
        transaction.write_or(Write::create(&claim), employee_taken());
        transaction.write(Write::delete(UniqueGuard::employee_key(&before.employee_id)));
    }
    prepared.claim(&mut transaction, &profile);
    state.table.commit(transaction).await?;
    Ok((profile.after, after))
}

/// An agent with its user, as compared for the audit log.
#[derive(Serialize)]
struct AuditedAgent<'a> {
    #[serde(flatten)]
    agent: AgentView,
    is_active: bool,
    phone_number: &'a str,
}

impl<'a> AuditedAgent<'a> {
    fn new(agent: &Agent, user: &'a User) -> Self {
        Self { agent: AgentView::audited(agent), is_active: user.is_active, phone_number: &user.phone_number }
    }
}

fn edited(before: &Agent, edit: &AgentEdit, user: &User) -> Agent {
    let mut agent = before.clone();
    agent.rename(user);
    agent.employee_id = edit.employee_id.clone().unwrap_or(agent.employee_id);
    agent.department = edit.department.clone().unwrap_or(agent.department);
    // An inactive user can't sign in, so its agent can't be available.
    agent.is_available = edit.is_available.unwrap_or(agent.is_available) && user.is_active;
    agent.max_concurrent_chats = edit.max_concurrent_chats.unwrap_or(agent.max_concurrent_chats);
    agent
}

/// Write of an agent's edit, unless a concurrent one has changed it. The number of its chats is written by changes of
/// rooms.
fn agent_write(before: &Agent, after: &Agent) -> Write {
    Write::update(after.key())
        .set("first_name", &after.first_name)
        .set("last_name", &after.last_name)
        .set("email", &after.email)
        .set("employee_id", &after.employee_id)
        .set("department", &after.department)
        .set("is_available", after.is_available)
        .set("max_concurrent_chats", after.max_concurrent_chats)
        .when_equals("employee_id", &before.employee_id)
        .when_equals("department", &before.department)
        .when_equals("is_available", before.is_available)
        .when_equals("max_concurrent_chats", before.max_concurrent_chats)
}

/// Toggles an agent's availability, for the agent itself or an admin.
///
/// # Errors
/// 404 for an unknown agent, 403 for other callers, 400 for an inactive user.
pub async fn toggle_availability(state: &State, caller: &Caller, id: AgentId) -> Result<Agent, ApiError> {
    let agent = get_agent(&state.table, id).await?;
    if caller.identity.agent_id != Some(id) && !caller.is_admin() {
        return Err(ApiError::forbidden());
    }
    let is_available = !agent.is_available;
    if is_available && !get_user(&state.table, agent.user_id).await?.is_active {
        return Err(ApiError::invalid("An inactive agent can't be made available."));
    }
    let is_own = caller.identity.agent_id == Some(id);
    let last_seen = if is_own { Some(Timestamp::now()) } else { agent.last_seen };
    let after = Agent { is_available, last_seen, has_left: agent.has_left && !is_own, ..agent.clone() };
    let write = Write::update(agent.key()).set("is_available", is_available).set("last_seen", last_seen);
    let write = if is_own { write.set("has_left", false) } else { write };
    let entry = AuditEntry::new(&caller.identity, "agent", "changed", id, after.full_name());
    let entry = entry.between(&AgentView::audited(&agent), &AgentView::audited(&after));
    let mut transaction = Transaction::new();
    transaction.write_or(write.when_equals("is_available", agent.is_available), ());
    transaction.write(Write::put(&entry));
    match state.table.commit(transaction).await {
        // A concurrent request has set it already: nothing is left to do.
        Ok(()) | Err(Rejected::Refused(_)) => {}
        Err(Rejected::Failed(error)) => return Err(error.into()),
    }
    if after.can_take_chat() {
        route_to(state, id).await;
    }
    Ok(after)
}
