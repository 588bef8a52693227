//! Creation of an agent together with its user.

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::AgentId,
    model::{Agent, AuditEntry, DEFAULT_CAPACITY, Identity, UniqueGuard, User},
    ops::users::{NewUser, PreparedUser, prepare_user},
    security::SecurityEvent,
    store::{MAX_CAPACITY, next_id},
    table::{Transaction, Write},
};

/// Longest employee id or department, in characters.
const TEXT_LIMIT: usize = 100;

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
    let made = Agent::new(id, &user);
    let agent = Agent {
        employee_id: new.employee_id.unwrap_or(made.employee_id),
        department: new.department,
        is_available: new.is_available,
        max_concurrent_chats: new.max_concurrent_chats,
        ..made
    };
    transaction.write(Write::create(&user));
    add_agent(&mut transaction, by, &agent);
    state.table.commit(transaction).await?;
    SecurityEvent::RoleChanged.log(Some(agent.user_id), "agent made");
    Ok(agent)
}

/// Adds the writes of a new agent, other than those of its user.
pub(super) fn add_agent(transaction: &mut Transaction<ApiError>, by: &Identity, agent: &Agent) {
    let claim = UniqueGuard::employee(&agent.employee_id, agent.user_id);
    transaction.write_or(Write::create(&claim), employee_taken());
    let audited = AuditEntry::new(by, "agent", "created", agent.id, agent.full_name());
    transaction.extend([Write::create(agent), Write::put(&audited)]);
}
