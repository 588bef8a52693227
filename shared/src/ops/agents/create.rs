//! Creation of an agent together with its user.

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::AgentId,
    model::{Agent, AgentTotals, AuditEntry, Identity, UniqueGuard, User},
    ops::users::{NewUser, PreparedUser, prepare_user},
    security::SecurityEvent,
    store::{MAX_CAPACITY, next_id},
    table::Write,
};

/// Longest employee id or department, in characters.
const TEXT_LIMIT: usize = 100;
/// Default capacity of an agent, in chats.
const DEFAULT_CAPACITY: u32 = 5;

const EMPLOYEE_TAKEN: &str = "An agent with that employee id already exists.";

/// Data of a new agent.
#[derive(Clone, Debug)]
pub struct NewAgent {
    /// User.
    pub user: NewUser,
    /// The company's own identifier; generated if absent.
    pub employee_id: Option<String>,
    /// Department; may be empty.
    pub department: String,
    /// Availability: `true` if it accepts chats.
    pub is_available: bool,
    /// Capacity: number of chats it can have at the same time.
    pub max_concurrent_chats: u32,
}

impl Input for NewAgent {
    fn read(fields: &mut Fields) -> Option<Self> {
        // Customers see an agent's name and never its username, so the name can't be empty.
        fields.require(&["first_name", "last_name"]);
        let user = NewUser::read(fields);
        let employee_id = fields.line("employee_id").nullable().max(TEXT_LIMIT).optional();
        if let Some(Some(employee_id)) = &employee_id {
            fields.unique("employee_id", UniqueGuard::employee_key(employee_id), EMPLOYEE_TAKEN);
        }
        let department = department(fields).or("");
        let is_available = fields.boolean("is_available").or(true);
        let capacity = capacity(fields);
        Some(Self {
            user: user?,
            employee_id: employee_id?.filter(|id| !id.is_empty()),
            department: department?,
            is_available: is_available?,
            max_concurrent_chats: capacity?.unwrap_or(DEFAULT_CAPACITY),
        })
    }
}

/// Reads an agent's department.
pub(super) fn department(fields: &mut Fields) -> crate::http::fields::Field<'_, String> {
    fields.line("department").nullable().max(TEXT_LIMIT)
}

/// Reads an agent's capacity, if present.
pub(super) fn capacity(fields: &mut Fields) -> Option<Option<u32>> {
    let given = fields.integer("max_concurrent_chats").at_least(1).at_most(MAX_CAPACITY as u64).optional();
    given.map(|capacity| capacity.and_then(|capacity| u32::try_from(capacity).ok()))
}

/// Reads an employee id, if present.
pub(super) fn employee_id(fields: &mut Fields) -> Option<Option<String>> {
    let employee_id = fields.line("employee_id").filled().max(TEXT_LIMIT).optional()?;
    if let Some(employee_id) = &employee_id {
        fields.unique("employee_id", UniqueGuard::employee_key(employee_id), EMPLOYEE_TAKEN);
    }
    Some(employee_id)
}

/// The error for an employee id that is already in use.
pub(super) fn employee_taken() -> ApiError {
    ApiError::field("employee_id", EMPLOYEE_TAKEN)
}

/// Creates an agent and its user.
///
/// # Errors
/// 400 on `username`, `email` or `employee_id` that is already in use.
pub async fn create_agent(state: &State, by: &Identity, new: NewAgent) -> Result<Agent, ApiError> {
    let PreparedUser { user, mut transaction } = prepare_user(state, new.user).await?;
    let id = AgentId(next_id(&state.table, "agent").await?);
    let user = User { agent_id: Some(id), ..user };
    let agent = Agent {
        id,
        user_id: user.id,
        username: user.username.clone(),
        email: user.email.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        employee_id: new.employee_id.unwrap_or_else(|| format!("EMP{id:0>4}", id = id.0)),
        department: new.department,
        is_available: new.is_available,
        max_concurrent_chats: new.max_concurrent_chats,
        current_active_chats: 0,
        totals: AgentTotals::default(),
        last_assigned_at: None,
        last_seen: None,
        avatar: user.avatar,
        has_left: false,
        is_online: false,
        online_until: None,
    };
    transaction.write_or(Write::create(&UniqueGuard::employee(&agent.employee_id, user.id)), employee_taken());
    let audited = AuditEntry::new(by, "agent", "created", id, agent.full_name());
    transaction.extend([Write::create(&user), Write::create(&agent), Write::put(&audited)]);
    state.table.commit(transaction).await?;
    SecurityEvent::RoleChanged.log(Some(agent.user_id), "agent made");
    Ok(agent)
}
