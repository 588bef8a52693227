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
    let users = find(state, name).await?;
    if users.is_empty() {
        attempts(&name.to_lowercase(), address).take(&state.table).await?;
        verify_password(password, None).await?;
        return Err(refusal());
    }
    for user in users {
        let attempts = attempts(&user.id.to_string(), address);
        attempts.take(&state.table).await?;
        if !verify_password(password.clone(), Some(user.password_hash.clone())).await? || !user.is_active {
            continue;
        }
        let (signed_in, given_back) = tokio::join!(open_session(state, user), attempts.give_back(&state.table));
        if let Err(error) = given_back {
            error.log();
        }
        return signed_in;
    }
    Err(refusal())
}

/// What one address may try on one user.
fn attempts(user: &str, address: &str) -> Throttle {
    Throttle::new(&format!("SIGN_IN#{user}#{address}"), FAILURES, SPAN)
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

/// The user with this username and the one with this e-mail address: they need not be the same, and neither may keep the
/// other from signing in.
async fn find(state: &State, name: &str) -> Result<Vec<User>, ApiError> {
    #[derive(Deserialize)]
    struct Owner {
        user_id: UserId,
    }
    let claims = [Key::username(name), Key::email(name)];
    let items = state.table.get_many(claims.clone(), Read::Consistent).await?;
    let owners = [items.get::<Owner>(&claims[0])?, items.get::<Owner>(&claims[1])?];
    let mut ids: Vec<UserId> = owners.into_iter().flatten().map(|owner| owner.user_id).collect();
    ids.dedup();
    Ok(state.table.get_all(ids.into_iter().map(Key::user), Read::Consistent).await?)
}

fn refusal() -> ApiError {
    ApiError::invalid("Unable to log in with provided credentials.")
}
