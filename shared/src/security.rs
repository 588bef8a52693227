//! What happens to the system's security, one line each: who signs in and who doesn't, what is refused or throttled, and
//! what changes of anybody's powers. The span around a line names the request and the client's address; what was typed is
//! never in it. template.yaml counts these lines and alarms on them.

use std::time::Duration;

use crate::{ApiError, State, ids::UserId};

/// The target of these lines.
pub const TARGET: &str = "security";

/// Something that concerns the security of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// Somebody signed in.
    SignedIn,
    /// A password was wrong, or there is nobody of the name.
    SignInFailed,
    /// A refresh token was used that had been replaced: its session ended.
    RefreshReused,
    /// A token isn't one of ours.
    TokenForged,
    /// A limit was hit.
    Throttled,
    /// A cookie came without its CSRF token.
    CsrfRefused,
    /// Another site's page tried what only our own may.
    OriginRefused,
    /// Somebody who isn't staff, or not signed in, asked for what only staff may.
    StaffOnlyRefused,
    /// A password was changed.
    PasswordChanged,
    /// Somebody became, or is no longer, able to sign in, an agent or an admin.
    RoleChanged,
    /// A session ended before its time.
    SessionEnded,
}

impl SecurityEvent {
    /// Its name in the log.
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

    /// Whether it may be a sign of an attack.
    fn is_suspicious(self) -> bool {
        !matches!(self, Self::SignedIn | Self::PasswordChanged | Self::RoleChanged | Self::SessionEnded)
    }

    /// Writes the line. `reason` is a word of ours, never of a client's.
    pub fn log(self, user: Option<UserId>, reason: &str) {
        let (event, user_id) = (self.as_str(), user.map(|id| id.0));
        if self.is_suspicious() {
            tracing::warn!(target: TARGET, event, user_id, reason, "security event");
        } else {
            tracing::info!(target: TARGET, event, user_id, reason, "security event");
        }
    }
}

/// The answer to who does something too often, to whom `limit` applies: 429, in `wait` again. Its line is logged.
pub fn throttled(user: Option<UserId>, limit: &str, wait: Duration) -> ApiError {
    SecurityEvent::Throttled.log(user, limit);
    try_again_in(wait)
}

/// How often the same refusal is logged of what comes by thousands.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// Counts what one process knows the frequency of, at most `FRAMES_PER_SECOND` for each `whom`, and answers who exceeds it.
///
/// # Errors
/// 429, of which the first in a minute is logged.
pub fn count(state: &State, limit: &'static str, whom: impl ToString, user: Option<UserId>) -> Result<(), ApiError> {
    let whom = whom.to_string();
    state.pace.take(limit, &whom, state.config.desk.limits.frames_per_second).map_err(|wait| {
        let line = format!("{limit}#{whom}");
        if state.pace.take_each("LOG", line, LOG_INTERVAL, Duration::ZERO).is_ok() {
            SecurityEvent::Throttled.log(user, limit);
        }
        try_again_in(wait)
    })
}

fn try_again_in(wait: Duration) -> ApiError {
    ApiError::Throttled(i64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(i64::MAX).max(1))
}
