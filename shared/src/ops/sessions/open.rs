//! Signing in.

use serde::Deserialize;

use super::guesses::Guesses;
use crate::{
    ApiError, State,
    ids::UserId,
    model::{Agent, AuditEntry, Device, DirectoryEntry, Session, UniqueGuard, User},
    security::SecurityEvent,
    table::{Entity, Read, Rejected, Transaction, Write},
};

/// A newly signed-in user.
#[derive(Debug)]
pub struct SignedIn {
    /// User.
    pub user: User,
    /// Agent, if the user is one.
    pub agent: Option<Agent>,
    /// New session.
    pub session: Session,
}

/// Signs in by username or e-mail address. `None` for an unknown or deactivated user or a wrong password: always after
/// the same time.
///
/// # Errors
/// 429 after too many failures, 503 for too many concurrent sign-ins.
pub async fn sign_in(
    state: &State,
    name: &str,
    password: String,
    device: &Device,
) -> Result<Option<SignedIn>, ApiError> {
    let guesses = Guesses::new(&state.config.desk.limits, name, device.address);
    guesses.take(&state.table).await?;
    let users = find(state, name).await?;
    if users.is_empty() {
        state.passwords.verify(password, None).await?;
        SecurityEvent::SignInFailed.log(None, "unknown");
        return Ok(None);
    }
    for user in users {
        let (id, is_active) = (user.id, user.is_active);
        if !state.passwords.verify(password.clone(), Some(user.password_hash.clone())).await? || !is_active {
            SecurityEvent::SignInFailed.log(Some(id), if is_active { "password" } else { "inactive" });
            continue;
        }
        let (signed_in, ()) = tokio::join!(open_session(state, user, device), guesses.release(&state.table));
        return signed_in;
    }
    Ok(None)
}

/// Opens a session for an authenticated user. `None` if the user was deactivated or the password changed meanwhile.
///
/// # Errors
/// An unreachable table.
pub async fn open_session(state: &State, user: User, device: &Device) -> Result<Option<SignedIn>, ApiError> {
    let session = Session::new(user.identity(), device);
    // Ending all sessions of a user first makes this check fail, so that no session is opened afterwards.
    let unchanged =
        Write::check(user.key()).when_equals("is_active", true).when_equals("password_hash", &user.password_hash);
    let mut transaction = Transaction::new();
    transaction.write_or(unchanged, ());
    transaction.write(Write::put(&session));
    if session.identity.role.is_staff() {
        transaction.write(Write::put(&AuditEntry::new(
            &session.identity,
            "user",
            "signed_in",
            user.id,
            user.full_name(),
        )));
    }
    let agent = async {
        match user.agent_id {
            Some(id) => {
                let here = Write::update(Agent::key_of(id)).set("last_seen", session.created_at).set("has_left", false);
                match state.table.write_and_get::<Agent>(here.when_exists()).await {
                    Err(error) if error.is_condition() => Ok(None),
                    agent => agent,
                }
            }
            None => Ok(None),
        }
    };
    let (opened, agent) = tokio::join!(state.table.commit(transaction), agent);
    match opened {
        Err(Rejected::Refused(_)) => Ok(None),
        Err(Rejected::Failed(error)) => Err(error.into()),
        Ok(()) => {
            SecurityEvent::SignedIn.log(Some(user.id), session.identity.role.as_str());
            Ok(Some(SignedIn { agent: agent?, user, session }))
        }
    }
}

/// Finds the user with this username and the one with this e-mail address: they can be different users, and neither may
/// prevent the other from signing in.
async fn find(state: &State, name: &str) -> Result<Vec<User>, ApiError> {
    #[derive(Deserialize)]
    struct Owner {
        user_id: UserId,
    }
    let claims = [DirectoryEntry::username_key(name), UniqueGuard::email_key(name)];
    let items = state.table.get_many(claims.clone(), Read::Consistent).await?;
    let owners = [items.get::<Owner>(&claims[0])?, items.get::<Owner>(&claims[1])?];
    let mut ids: Vec<UserId> = owners.into_iter().flatten().map(|owner| owner.user_id).collect();
    ids.dedup();
    Ok(state.table.get_all(ids.into_iter().map(User::key_of), Read::Consistent).await?)
}
