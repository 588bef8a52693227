//! The credentials of a request: a token in the `Authorization` header, or the session cookie with its CSRF token.
//!
//! Verified without the table. [`Credentials::authenticate`] checks that the session still exists: separately, so that
//! an operation can do it in the same round trip as its own first read.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use axum_extra::extract::CookieJar;

use super::Caller;
use crate::{
    ApiError, State,
    config::WebSettings,
    http::PageOrigin,
    ids::{SessionId, UserId},
    model::{Session, Ticket},
    security::SecurityEvent,
    spans,
    table::{Read, Table},
    time::Timestamp,
    tokens::{Claims, TokenUse},
};

/// Name of the session cookie: over TLS with the prefix that prevents other hosts from setting it (RFC 6265bis, section
/// 4.1.3.2).
pub fn session_cookie(settings: &WebSettings) -> &'static str {
    if settings.is_secure() { "__Host-sessionid" } else { "sessionid" }
}

/// Name of the cookie whose value unsafe requests repeat in the header `X-CSRFToken`.
pub const CSRF_COOKIE: &str = "csrftoken";

/// A verified and unexpired token of a signed-in user.
#[derive(Clone, Copy, Debug)]
pub struct Credentials {
    /// User.
    pub user_id: UserId,
    /// Session.
    pub session_id: SessionId,
    /// Expiry of the token.
    pub expires_at: Timestamp,
    /// `true` for a visitor's token.
    pub is_visitor: bool,
}

impl Credentials {
    /// Verifies an access token, or a visitor's.
    ///
    /// # Errors
    /// 401 for an invalid or expired token.
    pub async fn from_token(state: &State, token: &str) -> Result<Self, ApiError> {
        let uses = [TokenUse::Access, TokenUse::Visitor];
        Self::try_from(&state.tokens.verify(token, &uses).await.ok_or_else(ApiError::invalid_token)?)
    }

    /// Counts a write request, whatever it contains. Frames are counted separately.
    ///
    /// # Errors
    /// 429 for too many.
    fn count_write(self, state: &State) -> Result<(), ApiError> {
        let per_second = state.config.desk.limits.frames_per_second;
        state.pace.count("WRITES", self.user_id, Some(self.user_id), per_second)
    }

    /// Checks that the session still exists: one consistent read, so that a logout takes effect immediately.
    ///
    /// # Errors
    /// 401 for a session that has ended or expired, and for a deactivated user.
    pub async fn authenticate(self, table: &Table) -> Result<Caller, ApiError> {
        let key = Session::key_of(self.user_id, self.session_id);
        let session: Option<Session> = table.get(&key, Read::Consistent).await?;
        let session = session.filter(|session| Timestamp::now() < session.expires_at);
        let session = session.ok_or_else(ApiError::invalid_token)?;
        if !session.is_active {
            return Err(ApiError::user_inactive());
        }
        spans::record_user(self.user_id, session.identity.role.as_str());
        Ok(Caller { identity: session.identity, session_id: self.session_id, expires_at: self.expires_at })
    }
}

impl TryFrom<&Claims> for Credentials {
    type Error = ApiError;

    fn try_from(claims: &Claims) -> Result<Self, ApiError> {
        let is_visitor = claims.token_use == TokenUse::Visitor;
        Ok(Self { user_id: claims.user_id, session_id: claims.sid, expires_at: claims.expires_at()?, is_visitor })
    }
}

impl From<&Ticket> for Credentials {
    fn from(ticket: &Ticket) -> Self {
        let (session_id, expires_at) = (ticket.session_id, ticket.token_expires_at);
        Self { user_id: ticket.user_id, session_id, expires_at, is_visitor: false }
    }
}

impl FromRequestParts<State> for Credentials {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let AnyCredentials(credentials) = AnyCredentials::from_request_parts(parts, state).await?;
        if credentials.is_visitor { Err(ApiError::forbidden()) } else { Ok(credentials) }
    }
}

/// [`Credentials`], including a visitor's.
#[derive(Clone, Copy, Debug)]
pub struct AnyCredentials(pub Credentials);

impl FromRequestParts<State> for AnyCredentials {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let credentials = match token_in(&parts.headers)? {
            Some(token) => Credentials::from_token(state, token).await,
            None => from_cookie(parts, state).await,
        };
        let credentials = credentials?;
        if !parts.method.is_safe() {
            credentials.count_write(state)?;
        }
        Ok(Self(credentials))
    }
}

/// The token in the `Authorization` header; `None` without the header or for another scheme.
fn token_in(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let value = value.to_str().map_err(|_| ApiError::invalid_token())?;
    let mut words = value.split_ascii_whitespace();
    let is_ours = |scheme: &&str| scheme.eq_ignore_ascii_case("token") || scheme.eq_ignore_ascii_case("bearer");
    if words.next().filter(is_ours).is_none() {
        return Ok(None);
    }
    match (words.next(), words.next()) {
        (None, _) => Err(ApiError::token_not_valid("Invalid token header. No credentials provided.")),
        (Some(token), None) => Ok(Some(token)),
        _ => Err(ApiError::token_not_valid("Invalid token header. Token string should not contain spaces.")),
    }
}

/// An invalid cookie is treated as absent, since browsers send cookies even if the page doesn't need them.
async fn from_cookie(parts: &Parts, state: &State) -> Result<Credentials, ApiError> {
    let cookies = CookieJar::from_headers(&parts.headers);
    let cookie = cookies.get(session_cookie(&state.config.web)).ok_or_else(ApiError::not_authenticated)?;
    let claims =
        state.tokens.verify(cookie.value(), &[TokenUse::Cookie]).await.ok_or_else(ApiError::not_authenticated)?;
    if !parts.method.is_safe() {
        if PageOrigin::of(&parts.headers, &state.config.web) == PageOrigin::Foreign {
            SecurityEvent::OriginRefused.log(Some(claims.user_id), "write by cookie");
            return Err(ApiError::PermissionDenied("CSRF Failed: Origin checking failed."));
        }
        check_csrf(&claims, &cookies, &parts.headers)
            .inspect_err(|_| SecurityEvent::CsrfRefused.log(Some(claims.user_id), "token"))?;
    }
    Credentials::try_from(&claims)
}

/// The session of a request's cookie, even if the request is authenticated in another way.
pub async fn session_in_cookie(headers: &HeaderMap, state: &State) -> Option<(UserId, SessionId)> {
    let cookies = CookieJar::from_headers(headers);
    let cookie = cookies.get(session_cookie(&state.config.web))?;
    let claims = state.tokens.verify(cookie.value(), &[TokenUse::Cookie]).await?;
    Some((claims.user_id, claims.sid))
}

/// Checks that the header repeats the cookie, and that both match the value signed in the session's cookie: another
/// site can make a browser send its cookies, but can neither read nor sign them.
fn check_csrf(claims: &Claims, cookies: &CookieJar, headers: &HeaderMap) -> Result<(), ApiError> {
    let cookie = cookies.get(CSRF_COOKIE).ok_or(ApiError::PermissionDenied("CSRF Failed: CSRF cookie not set."))?;
    let header = headers.get("x-csrftoken").ok_or(ApiError::PermissionDenied("CSRF Failed: CSRF token missing."))?;
    let expected = claims.jti.simple().to_string();
    if cookie.value() == expected && header.as_bytes() == expected.as_bytes() {
        return Ok(());
    }
    let text = "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.";
    Err(ApiError::PermissionDenied(text))
}
