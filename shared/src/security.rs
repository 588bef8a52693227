//! Security events, one log line each: sign-ins and failures, refused and throttled requests, and changes of
//! permissions. The span of a line identifies the request and the client's address; user input is never in it.
//! template.yaml counts these lines and raises alarms.

use std::time::Duration;

use crate::{ApiError, ids::UserId};

/// The target of these lines.
pub const TARGET: &str = "security";

/// A security event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// A user signed in.
    SignedIn,
    /// A password was wrong, or the user is unknown.
    SignInFailed,
    /// A replaced refresh token was used: its session has ended.
    RefreshReused,
    /// A token has an invalid signature.
    TokenForged,
    /// A limit was hit.
    Throttled,
    /// A cookie came without its CSRF token.
    CsrfRefused,
    /// A page of another site tried to do something that only our own may.
    OriginRefused,
    /// An unauthenticated user or a customer requested a route for staff.
    StaffOnlyRefused,
    /// A password was changed.
    PasswordChanged,
    /// A user gained or lost the permission to sign in, or the role of an agent or admin.
    RoleChanged,
    /// A session was ended before its expiry.
    SessionEnded,
}

impl SecurityEvent {
    /// Name in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::RefreshReused => "refresh_reused",
            Self::TokenForged => "token_forged",
            Self::Throttled => "throttled",
            Self::CsrfRefused => "csrf_refused",
            Self::OriginRefused => "origin_refused",
            Self::StaffOnlyRefused => "staff_only_refused",
            Self::PasswordChanged => "password_changed",
            Self::RoleChanged => "role_changed",
            Self::SessionEnded => "session_ended",
        }
    }

    /// `true` if it may indicate an attack.
    fn is_suspicious(self) -> bool {
        !matches!(self, Self::SignedIn | Self::PasswordChanged | Self::RoleChanged | Self::SessionEnded)
    }

    /// Writes the line. `reason` is a constant, never user input.
    pub fn log(self, user: Option<UserId>, reason: &str) {
        let (event, user_id) = (self.as_str(), user.map(|id| id.0));
        if self.is_suspicious() {
            tracing::warn!(target: TARGET, event, user_id, reason, "security event");
        } else {
            tracing::info!(target: TARGET, event, user_id, reason, "security event");
        }
    }
}

/// Logs a throttled user or address and returns the error: 429, to be retried after `wait`.
pub fn throttled(user: Option<UserId>, limit: &str, wait: Duration) -> ApiError {
    SecurityEvent::Throttled.log(user, limit);
    try_again_in(wait)
}

/// The error for a use that may be retried after `wait`: 429.
pub fn try_again_in(wait: Duration) -> ApiError {
    ApiError::Throttled(i64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(i64::MAX).max(1))
}
