//! Cookies of a browser's session: one that scripts can't read, and the CSRF token that they must repeat.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use shared::{
    ApiError, State,
    auth::{CSRF_COOKIE, session_cookie},
    config::WebSettings,
    model::{SESSION_LIFETIME, Session},
};
use time::Duration;

/// Builds the session cookie and the CSRF cookie.
pub async fn signed_in(state: &State, session: &Session) -> Result<CookieJar, ApiError> {
    let (token, csrf) = state.tokens.cookies(session).await?;
    let (settings, age) = (&state.config.web, Duration::seconds(SESSION_LIFETIME.num_seconds()));
    let mut session = cookie(session_cookie(settings), token, age, settings);
    session.set_http_only(true);
    Ok(CookieJar::new().add(session).add(cookie(CSRF_COOKIE, csrf, age, settings)))
}

/// Builds cookies that replace both and expire at once.
pub fn signed_out(settings: &WebSettings) -> CookieJar {
    let ended = |name| cookie(name, String::new(), Duration::ZERO, settings);
    CookieJar::new().add(ended(session_cookie(settings))).add(ended(CSRF_COOKIE))
}

fn cookie(name: &'static str, value: String, age: Duration, settings: &WebSettings) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").same_site(SameSite::Lax).secure(settings.is_secure()).max_age(age).build()
}
