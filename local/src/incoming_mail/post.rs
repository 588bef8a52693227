//! Mails that are posted: by a mail server's own hook, or a forwarding service.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::routing::post;
use shared::config::SecretKey;

use super::{IncomingMail, LIMIT, NotTaken};

/// Path on the system's own port.
const PATH: &str = "/incoming-mail";

#[derive(Clone)]
struct Hook {
    incoming: IncomingMail,
    secret: SecretKey,
}

/// The route.
pub(super) fn router(incoming: IncomingMail, secret: SecretKey) -> Router {
    Router::new().route(PATH, post(take)).layer(DefaultBodyLimit::max(LIMIT)).with_state(Hook { incoming, secret })
}

/// Proof that the caller holds the secret.
struct Holder;

impl FromRequestParts<Hook> for Holder {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, hook: &Hook) -> Result<Self, StatusCode> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        if hook.secret.matches(token) { Ok(Self) } else { Err(StatusCode::UNAUTHORIZED) }
    }
}

/// Takes a mail as it goes over the wire: 204 once it is dealt with, 503 if it is to be posted again.
async fn take(_: Holder, State(hook): State<Hook>, raw: Bytes) -> StatusCode {
    match hook.incoming.take(&raw).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(NotTaken) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
