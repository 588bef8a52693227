//! Signing in.

use chrono::Duration;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    ApiError, State,
    auth::{SESSION_LIFETIME, verify_password},
    ids::{SessionId, UserId},
    model::{Agent, Session, User},
    ops::throttle::Throttle,
    table::{Entity, Key, Read, Write},
    time::Timestamp,
};

/// Somebody who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// The agent that they are, if any.
    pub agent: Option<Agent>,
    /// Their new session.
    pub session: Session,
}

/// How many failures one address has for one name in a span. By both, so that nobody can lock somebody else out.
const FAILURES: u64 = 10;
/// That span.
const SPAN: Duration = Duration::minutes(15);

/// Signs in by username or e-mail address, from `address`.
///
/// # Errors
/// 400 when there is no such user, the password is another, or the user is deactivated: always the same text, after
/// the same time. 429 after ten failures.
pub async fn sign_in(state: &State, name: &str, password: String, address: &str) -> Result<SignedIn, ApiError> {
    let user = find(state, name).await?;
    // A user has two names to be tried by.
    let who = user.as_ref().map_or_else(|| name.to_lowercase(), |user| user.id.to_string());
    let failures = Throttle::new(&format!("SIGN_IN#{who}#{address}"), FAILURES, SPAN);
    failures.take(&state.table).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = verify_password(password, hash).await?;
    let user = user.filter(|user| is_right && user.is_active).ok_or_else(refusal)?;
    let (signed_in, given_back) = tokio::join!(open_session(state, user), failures.give_back(&state.table));
    given_back?;
    signed_in
}

/// Opens a session for a user who has shown who they are.
///
/// # Errors
/// 400 when the user was deactivated, or got another password, in the meantime.
pub async fn open_session(state: &State, user: User) -> Result<SignedIn, ApiError> {
    let expires_at = Timestamp::now().after(SESSION_LIFETIME);
    let session = Session {
        id: SessionId::new(),
        identity: user.identity(),
        refresh_id: Uuid::new_v4(),
        is_active: true,
        expires_at,
        ttl: expires_at.unix(),
    };
    // Who ends all sessions of a user first makes this check fail, so that none slips in behind.
    let unchanged =
        Write::check(user.key()).when_equals("is_active", true).when_equals("password_hash", &user.password_hash);
    let agent = async {
        match user.agent_id {
            Some(id) => state.table.get::<Agent>(&Key::agent(id), Read::Consistent).await,
            None => Ok(None),
        }
    };
    let (opened, agent) = tokio::join!(state.table.transact(vec![unchanged, Write::put(&session)]), agent);
    match opened {
        Err(error) if error.failed_at(0) => Err(refusal()),
        opened => {
            opened?;
            Ok(SignedIn { agent: agent?, user, session })
        }
    }
}

async fn find(state: &State, name: &str) -> Result<Option<User>, ApiError> {
    #[derive(Deserialize)]
    struct Owner {
        user_id: UserId,
    }
    let keys = [Key::username(name), Key::email(name)];
    let claims = state.table.get_many(keys.clone(), Read::Consistent).await?;
    let owner = match claims.get::<Owner>(&keys[0])? {
        None => claims.get(&keys[1])?,
        owner => owner,
    };
    match owner {
        Some(Owner { user_id }) => Ok(state.table.get(&Key::user(user_id), Read::Consistent).await?),
        None => Ok(None),
    }
}

fn refusal() -> ApiError {
    ApiError::invalid("Unable to log in with provided credentials.")
}
