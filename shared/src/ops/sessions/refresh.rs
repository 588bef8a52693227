//! Rotation of a session's tokens.

use chrono::Duration;
use uuid::Uuid;

use super::end::end;
use crate::{
    ApiError, State,
    model::{ReplacedToken, SESSION_LIFETIME, Session, User},
    ops::rooms::leave_desk,
    security::SecurityEvent,
    table::{Entity, Read, Write},
    time::Timestamp,
    tokens::{TokenPair, TokenUse},
};

/// Time for which a replaced token still returns the current pair: tabs race and answers get lost.
const REUSE_WINDOW: Duration = Duration::seconds(30);

/// Exchanges a refresh token for a new pair. A token that was replaced a moment ago returns the pair that replaced it.
/// An older one means that two clients have it, and since the thief can't be told from the owner, the session ends for
/// both.
///
/// # Errors
/// 401 with `token_not_valid` for a token that isn't the session's current one, or of an ended session.
pub async fn refresh(state: &State, token: &str) -> Result<TokenPair, ApiError> {
    let claims = state.tokens.verify(token, &[TokenUse::Refresh]).await.ok_or_else(not_valid)?;
    let user_id = claims.user_id;
    let (session_key, user_key) = (Session::key_of(user_id, claims.sid), User::key_of(user_id));
    let items = state.table.get_many([session_key.clone(), user_key.clone()], Read::Consistent).await?;
    let session = items.get::<Session>(&session_key)?.filter(|session| session.is_active).ok_or_else(not_valid)?;
    let user = items.get::<User>(&user_key)?.filter(|user| user.is_active).ok_or_else(not_valid)?;

    if session.refresh_id != claims.jti {
        return present_pair(state, session, claims.jti).await;
    }
    let now = Timestamp::now();
    let expires_at = now.after(SESSION_LIFETIME);
    // Updates the session's copy of the user's identity.
    let renewed = Session {
        refresh_id: Uuid::new_v4(),
        replaced: Some(ReplacedToken { refresh_id: session.refresh_id, at: now }),
        identity: user.identity(),
        expires_at,
        ttl: expires_at.unix(),
        ..session.clone()
    };
    let write = Write::update(renewed.key())
        .set("refresh_id", renewed.refresh_id)
        .set("replaced", renewed.replaced)
        .set("identity", &renewed.identity)
        .set("expires_at", renewed.expires_at)
        .set("ttl", renewed.ttl)
        .when_equals("is_active", true)
        .when_equals("refresh_id", claims.jti);
    if state.table.write_if(write).await? {
        return state.tokens.pair(&renewed).await;
    }
    // A concurrent request was first, or this one's own whose answer was lost.
    let session: Option<Session> = state.table.get(&renewed.key(), Read::Consistent).await?;
    present_pair(state, session.filter(|session| session.is_active).ok_or_else(not_valid)?, claims.jti).await
}

/// Returns the session's current pair for the token that was just replaced.
async fn present_pair(state: &State, session: Session, jti: Uuid) -> Result<TokenPair, ApiError> {
    let is_recent = |replaced: ReplacedToken| Timestamp::now() < replaced.at.after(REUSE_WINDOW);
    if session.replaced.is_some_and(|replaced| replaced.refresh_id == jti && is_recent(replaced)) {
        return state.tokens.pair(&session).await;
    }
    let user = session.identity.user_id;
    SecurityEvent::RefreshReused.log(Some(user), "replaced before");
    end(state, user, session.id).await?;
    leave_desk(state, &session.identity, user).await?;
    Err(not_valid())
}

fn not_valid() -> ApiError {
    ApiError::token_not_valid("Token is invalid or expired")
}
