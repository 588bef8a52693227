//! `POST /api/auth/login/`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
};
use axum_extra::extract::CookieJar;
use serde::Serialize;
use shared::{
    ApiError,
    auth::session_in_cookie,
    http::{ClientDevice, Fields, Input, PageOrigin, Valid},
    ops::sessions::{GUESS_LIMITS, end_other_session, sign_in},
    security::SecurityEvent,
    views::{AgentView, Reader, UserView},
};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::cookies;

/// Maximum length of a username or e-mail address, in characters: an e-mail address has at most 254.
const NAME_LIMIT: usize = 254;
/// Maximum length of a password, in characters, because hashing longer ones is costly.
const PASSWORD_LIMIT: usize = 1_000;

/// A username or e-mail address, and a password.
pub struct Login {
    pub username: String,
    pub password: String,
}

impl Input for Login {
    fn read(fields: &mut Fields) -> Option<Self> {
        let username = fields.line("username").parse(|name| Ok(name.nfkc().collect::<String>()));
        let username = username.filled().max(NAME_LIMIT).required();
        let password = fields.secret("password").filled().max(PASSWORD_LIMIT).required();
        Some(Self { username: username?, password: password? })
    }
}

/// Tokens and profile of the signed-in user.
#[derive(Serialize, ToSchema)]
pub struct LoggedIn {
    token: String,
    refresh: String,
    user: UserView,
    agent: Option<AgentView>,
}

/// Signs a user in, with tokens and cookies. A page of another site gets no cookies, and can't sign a browser in with a
/// form of its own. Ends the session that the browser had before.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    responses((status = 403)),
    extensions(("x-limits" = json!(GUESS_LIMITS))),
)]
pub async fn log_in(
    State(state): State<shared::State>,
    origin: PageOrigin,
    headers: HeaderMap,
    ClientDevice(device): ClientDevice,
    Valid(login): Valid<Login>,
) -> Result<(CookieJar, Json<LoggedIn>), ApiError> {
    let is_foreign = origin == PageOrigin::Foreign;
    if is_foreign && !is_json(&headers) {
        SecurityEvent::OriginRefused.log(None, "sign-in by a form");
        return Err(ApiError::PermissionDenied("CSRF Failed: Origin checking failed."));
    }
    let signed_in = sign_in(&state, &login.username, login.password, &device).await?;
    let signed_in = signed_in.ok_or_else(|| ApiError::invalid("Unable to log in with provided credentials."))?;
    let tokens = state.tokens.pair(&signed_in.session).await?;
    let cookies = if is_foreign {
        CookieJar::new()
    } else {
        end_other_session(&state, session_in_cookie(&headers, &state).await, signed_in.session.id).await?;
        cookies::signed_in(&state, &signed_in.session).await?
    };
    let reader = Reader::from(&signed_in.session.identity);
    let logged_in = LoggedIn {
        token: tokens.access,
        refresh: tokens.refresh,
        user: (&signed_in.user).into(),
        agent: signed_in.agent.as_ref().map(|agent| AgentView::new(agent, reader, state.files.links())),
    };
    Ok((cookies, Json(logged_in)))
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}
