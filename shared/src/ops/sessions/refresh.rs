//! Rotating the tokens of a session.

use uuid::Uuid;

use super::end::end;
use crate::{
    ApiError, State,
    auth::{SESSION_LIFETIME, TokenPair, TokenUse},
    model::{Session, User},
    table::{Entity, Key, Read, Write},
    time::Timestamp,
};

/// Takes a refresh token and gives a new pair. Each refresh token works once: seeing one again means that two have it,
/// and since nobody can tell which of them is the thief, the session ends for both.
///
/// # Errors
/// 401 with `token_not_valid` when the token isn't the session's present one, or the session is over.
pub async fn refresh(state: &State, token: &str) -> Result<TokenPair, ApiError> {
    let claims = state.tokens.verify(token, &[TokenUse::Refresh]).await.ok_or_else(not_valid)?;
    let user_id = claims.user_id()?;
    let (session_key, user_key) = (Key::session(user_id, claims.sid), Key::user(user_id));
    let items = state.table.get_many([session_key.clone(), user_key.clone()], Read::Consistent).await?;
    let session = items.get::<Session>(&session_key)?.filter(|session| session.is_active).ok_or_else(not_valid)?;
    let user = items.get::<User>(&user_key)?.filter(|user| user.is_active).ok_or_else(not_valid)?;

    let expires_at = Timestamp::now().after(SESSION_LIFETIME);
    // What the session remembers of the user is brought up to date.
    let renewed = Session {
        refresh_id: Uuid::new_v4(),
        identity: user.identity(),
        expires_at,
        ttl: expires_at.unix(),
        ..session.clone()
    };
    let write = Write::update(renewed.key())
        .set("refresh_id", renewed.refresh_id)
        .set("identity", &renewed.identity)
        .set("expires_at", renewed.expires_at)
        .set("ttl", renewed.ttl)
        .when_equals("is_active", true)
        .when_equals("refresh_id", claims.jti);
    if state.table.write_if(write).await? || is_ours(state, &renewed).await? {
        return state.tokens.pair(&renewed).await;
    }
    end(state, user_id, session.id).await?;
    Err(not_valid())
}

/// Whether the write had taken effect before: its answer may have been lost, and its repetition found it done.
async fn is_ours(state: &State, renewed: &Session) -> Result<bool, ApiError> {
    let stored: Option<Session> = state.table.get(&renewed.key(), Read::Consistent).await?;
    Ok(stored.is_some_and(|stored| stored.refresh_id == renewed.refresh_id))
}

fn not_valid() -> ApiError {
    ApiError::TokenNotValid("Token is invalid or expired")
}
