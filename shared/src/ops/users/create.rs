//! Creation of a user: the transaction that creates it claims username and e-mail address.

use chrono::Duration;
use unicode_normalization::UnicodeNormalization;

use crate::{
    ApiError, State,
    address::Address,
    http::{Fields, Input},
    ids::UserId,
    model::{AuditEntry, DirectoryEntry, Identity, UniqueGuard, User},
    ops::new_password::new_password,
    store::{Throttle, next_id},
    table::{Transaction, Write},
    text,
    time::Timestamp,
};

/// Longest username, given or family name, in characters: Django's limit.
const NAME_LIMIT: usize = 150;

const USERNAME_TAKEN: &str = "A user with that username already exists.";
pub(in crate::ops) const EMAIL_TAKEN: &str = "A user with that email already exists.";

/// Data of a new user.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Username.
    pub username: String,
    /// E-mail address.
    pub email: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// Password.
    pub password: String,
    /// Phone number; may be empty.
    pub phone_number: String,
    /// `true` for an admin; never read from a request.
    pub is_superuser: bool,
}

impl Input for NewUser {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.email("email").filled().required();
        let username = username(fields, email.as_deref());
        let first_name = name(fields, "first_name").or("");
        let last_name = name(fields, "last_name").or("");
        let password = new_password(fields, "password", username.as_deref());
        let phone_number = fields.phone_number("phone_number").nullable().or("");
        if let Some(username) = &username {
            fields.unique("username", DirectoryEntry::username_key(username), USERNAME_TAKEN);
        }
        if let Some(email) = &email {
            fields.unique("email", UniqueGuard::email_key(email), EMAIL_TAKEN);
        }
        Some(Self {
            username: username?,
            email: email?,
            first_name: first_name?,
            last_name: last_name?,
            password: password?,
            phone_number: phone_number?,
            is_superuser: false,
        })
    }
}

/// Reads a username, normalized to NFKC as in Django. It must not impersonate: equal another user's e-mail address, a
/// visitor's name or the system's, or contain letters that look like those of another script.
fn username(fields: &mut Fields, email: Option<&str>) -> Option<String> {
    let allowed = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
    let is_own = |name: &String| email.is_some_and(|email| text::identifier(email) == text::identifier(name));
    let is_visitors = |name: &str| {
        let number = text::identifier(name).strip_prefix("visitor").map(str::to_owned);
        number.is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
    };
    let refusal = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
    fields
        .line("username")
        .parse(|name| Ok(name.nfkc().collect::<String>()))
        .filled()
        .max(NAME_LIMIT)
        .check(|name| name.chars().all(allowed), || refusal.into())
        .check(|name| text::is_of_one_script(name), || "Use letters of one script only.".into())
        .check(
            |name| !name.contains('@') || is_own(name),
            || "A username with @ must be your own email address.".into(),
        )
        .check(|name| !is_visitors(name) && !text::passes_for_system(name), || "This username is reserved.".into())
        .required()
}

/// Reads a given or family name.
pub(super) fn name<'a>(fields: &'a mut Fields, field: &'static str) -> crate::http::fields::Field<'a, String> {
    fields.name(field).max(NAME_LIMIT)
}

/// Counts an attempt to register from an address, successful or not.
///
/// # Errors
/// 429 after too many.
pub async fn count_registration(state: &State, address: Address) -> Result<(), ApiError> {
    let limit = state.config.desk.limits.registrations_per_ip;
    Throttle::new(&format!("REGISTRATIONS#{}", address.network()), limit, Duration::hours(1)).take(&state.table).await
}

/// Creates a user.
///
/// # Errors
/// 400 on a `username` or `email` that is already in use.
pub async fn create_user(state: &State, new: NewUser) -> Result<User, ApiError> {
    write_user(state, prepare_user(state, new).await?).await
}

/// Creates a user for an admin.
///
/// # Errors
/// 400 on a `username` or `email` that is already in use.
pub async fn add_user(state: &State, by: &Identity, new: NewUser) -> Result<User, ApiError> {
    let mut prepared = prepare_user(state, new).await?;
    let user = &prepared.user;
    prepared.transaction.write(Write::put(&AuditEntry::new(by, "user", "created", user.id, user.full_name())));
    write_user(state, prepared).await
}

async fn write_user(state: &State, prepared: PreparedUser) -> Result<User, ApiError> {
    let PreparedUser { user, mut transaction } = prepared;
    transaction.write(Write::create(&user));
    state.table.commit(transaction).await?;
    Ok(user)
}

/// A user to be created, with the transaction that claims username and e-mail address.
pub(in crate::ops) struct PreparedUser {
    pub user: User,
    pub transaction: Transaction<ApiError>,
}

/// Prepares the creation of a user: everything but the transaction, which checks that username and address are free.
pub(in crate::ops) async fn prepare_user(state: &State, new: NewUser) -> Result<PreparedUser, ApiError> {
    let (password_hash, id) = tokio::try_join!(state.passwords.hash(new.password), next_id(&state.table, "user"))?;
    let user = User {
        id: UserId(id),
        username: new.username,
        email: new.email,
        unconfirmed_email: None,
        first_name: new.first_name,
        last_name: new.last_name,
        phone_number: new.phone_number,
        avatar: None,
        password_hash,
        is_active: true,
        is_temporary: false,
        external_id: None,
        is_superuser: new.is_superuser,
        agent_id: None,
        date_joined: Timestamp::now(),
        is_online: false,
        online_until: None,
        last_seen: None,
    };
    let mut transaction = Transaction::new();
    transaction.write_or(Write::create(&DirectoryEntry::registered(&user)), username_taken());
    transaction.write_or(Write::create(&UniqueGuard::email(&user.email, user.id)), email_taken());
    Ok(PreparedUser { user, transaction })
}

/// The error for a username that is already in use.
fn username_taken() -> ApiError {
    ApiError::field("username", USERNAME_TAKEN)
}

/// The error for an e-mail address that is already in use.
pub(super) fn email_taken() -> ApiError {
    ApiError::field("email", EMAIL_TAKEN)
}
