//! The first accounts: the admin of a new table, and the agent and customer of `--demo`.
//! Made before the system listens, so that nobody else can take their names.

use shared::State;
use shared::error::ApiError;
use shared::model::Identity;
use shared::ops::agents::{NewAgent, create_agent};
use shared::ops::users::{NewUser, create_user};

use crate::error::StartError;
use crate::secret;

/// How many chats the demo's agent takes at once.
const DEMO_CHATS: u32 = 5;

/// Which accounts a start makes.
#[derive(Clone, Debug, Default)]
pub struct FirstAccounts {
    /// Make `admin` when the table is new.
    pub admin: bool,
    /// The admin's password; generated when `None`.
    pub admin_password: Option<String>,
    /// Make `agent` and `customer`, unless they are there.
    pub demo: bool,
}

/// An account that a start has made or found.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its username.
    pub username: &'static str,
    /// What is known of its password.
    pub password: Password,
}

/// What is known of an account's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Password {
    /// Generated just now, and kept nowhere else in readable form.
    Generated(String),
    /// As the settings say.
    Set(String),
    /// The account was there before.
    Unchanged,
}

/// Makes the accounts that are asked for and not there.
pub(crate) async fn create(
    state: &State,
    wanted: FirstAccounts,
    table_is_new: bool,
) -> Result<Vec<Account>, StartError> {
    let mut accounts = Vec::new();
    if wanted.admin && table_is_new {
        accounts.push(create_admin(state, wanted.admin_password).await?);
    }
    if wanted.demo {
        accounts.push(create_demo_agent(state).await?);
        accounts.push(create_demo_customer(state).await?);
    }
    Ok(accounts)
}

async fn create_admin(state: &State, set: Option<String>) -> Result<Account, StartError> {
    let (text, known): (_, fn(String) -> Password) = match set {
        Some(text) => (text, Password::Set),
        None => (secret::password(), Password::Generated),
    };
    let admin = NewUser { is_superuser: true, ..new_user("admin", "Admin", "", &text) };
    let created = create_user(state, admin).await;
    outcome("admin", known(text), created)
}

async fn create_demo_agent(state: &State) -> Result<Account, StartError> {
    let password = secret::password();
    let agent = NewAgent {
        user: new_user("agent", "Alex", "Agent", &password),
        employee_id: None,
        department: "Support".to_owned(),
        is_available: true,
        max_concurrent_chats: DEMO_CHATS,
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

/// A name that is taken is an account that an earlier start has made.
fn outcome<T>(username: &'static str, password: Password, created: Result<T, ApiError>) -> Result<Account, StartError> {
    match created {
        Ok(_) => Ok(Account { username, password }),
        Err(ApiError::Validation(_)) => Ok(Account { username, password: Password::Unchanged }),
        Err(error) => Err(StartError::Account { username: username.to_owned(), error }),
    }
}
