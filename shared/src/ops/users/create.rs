//! Making a user: username and e-mail address are claimed in the transaction that makes it.

use serde::Deserialize;

use crate::{
    ApiError, State,
    auth::hash_password,
    error::FieldErrors,
    http::{Fields, Input},
    ids::UserId,
    model::{AuditEntry, Claim, Entry, Identity, User},
    table::{Key, Read, Table, Write},
    time::Timestamp,
};

/// The shortest password, in characters.
const PASSWORD_MIN: usize = 8;
/// The longest, so that hashing stays bounded.
const PASSWORD_MAX: usize = 128;
/// The longest username, given or family name, in characters: Django's limit.
const NAME_LIMIT: usize = 150;
/// The longest phone number, in characters.
const PHONE_LIMIT: usize = 20;

/// What a user is made of.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Name for signing in.
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
    /// Whether it is an admin; never read from a request.
    pub is_superuser: bool,
}

impl Input for NewUser {
    fn read(fields: &mut Fields) -> Option<Self> {
        let username = username(fields);
        let email = fields.email("email").filled().required();
        let first_name = name(fields, "first_name").required();
        let last_name = name(fields, "last_name").required();
        let password = new_password(fields, "password", username.as_deref());
        let phone_number = phone_number(fields).or("");
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

fn username(fields: &mut Fields) -> Option<String> {
    let allowed = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
    let refusal = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
    let field = fields.text("username").filled().max(NAME_LIMIT);
    field.check(|text| text.chars().all(allowed), || refusal.into()).required()
}

/// A given or family name.
pub(super) fn name<'a>(fields: &'a mut Fields, field: &'static str) -> crate::http::fields::Field<'a, String> {
    fields.text(field).max(NAME_LIMIT)
}

/// A phone number.
pub(super) fn phone_number(fields: &mut Fields) -> crate::http::fields::Field<'_, String> {
    let allowed = |c: char| c.is_ascii_digit() || "+-(). /".contains(c);
    let refusal = || "Enter a valid phone number.".into();
    fields.text("phone_number").nullable().max(PHONE_LIMIT).check(|text| text.chars().all(allowed), refusal)
}

/// A password that somebody chooses, in the words of Django's validators.
pub fn new_password(fields: &mut Fields, field: &'static str, username: Option<&str>) -> Option<String> {
    let short = || format!("This password is too short. It must contain at least {PASSWORD_MIN} characters.");
    let differs = |password: &String| username.is_none_or(|name| !name.eq_ignore_ascii_case(password));
    fields
        .secret(field)
        .filled()
        .max(PASSWORD_MAX)
        .check(|password| password.chars().count() >= PASSWORD_MIN, short)
        .check(differs, || "The password is too similar to the username.".into())
        .required()
}

/// Makes a user.
///
/// # Errors
/// 400 on `username` or `email` when somebody has it.
pub async fn create_user(state: &State, new: NewUser) -> Result<User, ApiError> {
    write_user(state, prepare_user(state, new).await?).await
}

/// Makes a user for an admin.
///
/// # Errors
/// 400 on `username` or `email` when somebody has it.
pub async fn add_user(state: &State, by: &Identity, new: NewUser) -> Result<User, ApiError> {
    let mut prepared = prepare_user(state, new).await?;
    let user = &prepared.user;
    prepared.writes.push(Write::put(&AuditEntry::new(by, "user", "created", user.id, user.full_name())));
    write_user(state, prepared).await
}

async fn write_user(state: &State, prepared: PreparedUser) -> Result<User, ApiError> {
    let PreparedUser { user, mut writes } = prepared;
    writes.push(Write::create(&user));
    match state.table.transact(writes).await {
        Err(error) if error.is_condition() => Err(taken(|claim| error.failed_at(claim))),
        written => Ok(written.map(|()| user)?),
    }
}

/// A user that is about to be made, and the writes that claim its username and its e-mail address.
pub(in crate::ops) struct PreparedUser {
    pub user: User,
    pub writes: Vec<Write>,
}

/// Everything but the transaction. Claims are looked at first, because hashing and counting for nothing is a waste;
/// the transaction decides.
pub(in crate::ops) async fn prepare_user(state: &State, new: NewUser) -> Result<PreparedUser, ApiError> {
    let claims = [Key::username(&new.username), Key::email(&new.email)];
    let found = state.table.get_many(claims.clone(), Read::Consistent).await?;
    let is_taken = |key: &Key| found.get::<serde::de::IgnoredAny>(key).map(|claim| claim.is_some());
    let is_taken = [is_taken(&claims[0])?, is_taken(&claims[1])?];
    if is_taken.contains(&true) {
        return Err(taken(|claim| is_taken[claim]));
    }
    let (password_hash, id) = tokio::try_join!(hash_password(new.password), next_id(&state.table, "user"))?;
    let user = User {
        id: UserId(id),
        username: new.username,
        email: new.email,
        first_name: new.first_name,
        last_name: new.last_name,
        phone_number: new.phone_number,
        avatar: None,
        password_hash,
        is_active: true,
        is_temporary: false,
        is_superuser: new.is_superuser,
        agent_id: None,
        date_joined: Timestamp::now(),
        is_online: false,
        online_until: None,
        last_seen: None,
    };
    let claims = [Write::create(&Entry::registered(&user)), Write::create(&Claim::email(&user.email, user.id))];
    Ok(PreparedUser { writes: claims.into(), user })
}

/// The error for a username (claim 0) and an e-mail address (claim 1) that somebody has.
pub(in crate::ops) fn taken(is_taken: impl Fn(usize) -> bool) -> ApiError {
    let mut errors = FieldErrors::default();
    if is_taken(0) {
        errors.add("username", "A user with that username already exists.");
    }
    if is_taken(1) {
        errors.add("email", "A user with that email already exists.");
    }
    ApiError::Validation(errors)
}

/// The error for an e-mail address that somebody else has.
pub(in crate::ops) fn email_taken() -> ApiError {
    taken(|claim| claim == 1)
}

/// The next number for a user or an agent.
pub(in crate::ops) async fn next_id(table: &Table, what: &str) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Counter {
        last: u64,
    }
    let counter = table.write_and_get::<Counter>(Write::update(Key::counter(what)).add("last", 1)).await?;
    counter.map(|counter| counter.last).ok_or_else(|| ApiError::internal("the counter returned no number"))
}
