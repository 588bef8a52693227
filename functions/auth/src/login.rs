//! `POST /api/auth/login/`

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use serde::Serialize;
use shared::{
    ApiError,
    http::{BaseUrl, ClientAddress, Fields, Input, Valid},
    ops::sessions::sign_in,
    shapes::{AgentShape, UserShape},
};

use crate::cookies;

/// The longest name, in characters: an e-mail address has 254 at most.
const NAME_LIMIT: usize = 254;
/// The longest password worth hashing, in characters.
const PASSWORD_LIMIT: usize = 1_000;

/// A name, which may be an e-mail address, and a password.
pub struct Login {
    pub username: String,
    pub password: String,
}

impl Input for Login {
    fn read(fields: &mut Fields) -> Option<Self> {
        let username = fields.text("username").filled().max(NAME_LIMIT).required();
        let password = fields.secret("password").filled().max(PASSWORD_LIMIT).required();
        Some(Self { username: username?, password: password? })
    }
}

/// Who has signed in.
#[derive(Serialize)]
pub struct LoggedIn {
    token: String,
    refresh: String,
    user: UserShape,
    agent: Option<AgentShape>,
}

/// Signs in, by token and by cookie.
pub async fn log_in(
    State(state): State<shared::State>,
    base: BaseUrl,
    ClientAddress(address): ClientAddress,
    Valid(login): Valid<Login>,
) -> Result<(CookieJar, Json<LoggedIn>), ApiError> {
    let signed_in = sign_in(&state, &login.username, login.password, &address).await?;
    let tokens = state.tokens.pair(&signed_in.session).await?;
    let cookies = cookies::signed_in(&state.tokens, &signed_in.session, &base).await?;
    let logged_in = LoggedIn {
        token: tokens.access,
        refresh: tokens.refresh,
        user: (&signed_in.user).into(),
        agent: signed_in.agent.as_ref().map(AgentShape::from),
    };
    Ok((cookies, Json(logged_in)))
}
