//! The cookies of a browser's session: one that scripts can't read, and the CSRF token that they must repeat.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use shared::{
    ApiError,
    auth::{CSRF_COOKIE, SESSION_COOKIE, SESSION_LIFETIME, Tokens},
    http::BaseUrl,
    model::Session,
};
use time::Duration;

/// The cookies that sign a browser in.
pub async fn signed_in(tokens: &Tokens, session: &Session, base: &BaseUrl) -> Result<CookieJar, ApiError> {
    let (token, csrf) = tokens.cookies(session).await?;
    let age = Duration::seconds(SESSION_LIFETIME.num_seconds());
    let mut session = cookie(SESSION_COOKIE, token, age, base);
    session.set_http_only(true);
    Ok(CookieJar::new().add(session).add(cookie(CSRF_COOKIE, csrf, age, base)))
}

/// Cookies in the place of those, which end at once.
pub fn signed_out(base: &BaseUrl) -> CookieJar {
    let ended = |name| cookie(name, String::new(), Duration::ZERO, base);
    CookieJar::new().add(ended(SESSION_COOKIE)).add(ended(CSRF_COOKIE))
}

fn cookie(name: &'static str, value: String, age: Duration, base: &BaseUrl) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").same_site(SameSite::Lax).secure(base.is_secure()).max_age(age).build()
}
