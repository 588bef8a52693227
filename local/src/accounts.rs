//! Initial accounts: the admin of a new table, and the agent and customer of `--demo`. Created before the system
//! listens, so that nobody else can register their names.

use shared::State;
use shared::error::ApiError;
use shared::model::Identity;
use shared::ops::agents::{NewAgent, create_agent};
use shared::ops::users::{NewUser, create_user};

use crate::error::StartError;
use crate::secret;

/// Capacity of the demo's agent, in chats.
const DEMO_CAPACITY: u32 = 5;

/// Accounts to create at the start.
#[derive(Clone, Debug, Default)]
pub struct FirstAccounts {
    /// Create `admin` if the table is new.
    pub admin: bool,
    /// Password of the admin; generated if `None`.
    pub admin_password: Option<String>,
    /// Create `agent` and `customer` unless they exist.
    pub demo: bool,
}

/// An account created or found at the start.
#[derive(Clone, Debug)]
pub struct Account {
    /// Username.
    pub username: &'static str,
    /// Password, as far as it is known.
    pub password: Password,
}

/// Source of an account's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Password {
    /// Generated now; only its hash is stored.
    Generated(String),
    /// Set by the settings.
    Set(String),
    /// Unchanged: the account existed before.
    Unchanged,
}

/// Creates the requested accounts that don't exist.
pub(crate) async fn create(
    state: &State,
    requested: FirstAccounts,
    table_is_new: bool,
) -> Result<Vec<Account>, StartError> {
    let mut accounts = Vec::new();
    if requested.admin && table_is_new {
        accounts.push(create_admin(state, requested.admin_password).await?);
    }
    if requested.demo {
        accounts.push(create_demo_agent(state).await?);
        accounts.push(create_demo_customer(state).await?);
    }
    Ok(accounts)
}

async fn create_admin(state: &State, set: Option<String>) -> Result<Account, StartError> {
    let (text, source): (_, fn(String) -> Password) = match set {
        Some(text) => (text, Password::Set),
        None => (secret::password(), Password::Generated),
    };
    let admin = NewUser { is_superuser: true, ..new_user("admin", "Admin", "", &text) };
    let created = create_user(state, admin).await;
    outcome("admin", source(text), created)
}

async fn create_demo_agent(state: &State) -> Result<Account, StartError> {
    let password = secret::password();
    let agent = NewAgent {
        user: new_user("agent", "Alex", "Agent", &password),
        employee_id: None,
        department: "Support".to_owned(),
        is_available: true,
        max_concurrent_chats: DEMO_CAPACITY,
    };
    let created = create_agent(state, &Identity::system(), agent).await;
    outcome("agent", Password::Generated(password), created)
}

async fn create_demo_customer(state: &State) -> Result<Account, StartError> {
    let password = secret::password();
    let created = create_user(state, new_user("customer", "Chris", "Customer", &password)).await;
    outcome("customer", Password::Generated(password), created)
}

fn new_user(username: &str, first_name: &str, last_name: &str, password: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        password: password.to_owned(),
        phone_number: String::new(),
        is_superuser: false,
    }
}

/// A validation error means that the name is taken: an earlier start created the account.
fn outcome<T>(username: &'static str, password: Password, created: Result<T, ApiError>) -> Result<Account, StartError> {
    match created {
        Ok(_) => Ok(Account { username, password }),
        Err(ApiError::Validation(_)) => Ok(Account { username, password: Password::Unchanged }),
        Err(error) => Err(StartError::Account { username: username.to_owned(), error }),
    }
}
