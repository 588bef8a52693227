//! The management API: posts to a connection, describes it, closes it. Errors have the format in which the AWS SDK
//! recognizes their type.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Gateway;
use super::socket::Close;

/// Header with the type of an error.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// Proof that the caller holds this run's credentials. Otherwise anybody who can reach the port could push to every
/// client.
pub(super) struct Caller;

impl FromRequestParts<Gateway> for Caller {
    type Rejection = ManagementError;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Self::Rejection> {
        if gateway.inner.credentials.match_access_key(&parts.headers) {
            Ok(Self)
        } else {
            Err(ManagementError::Forbidden)
        }
    }
}

/// Errors of the management API.
#[derive(Clone, Copy)]
pub(super) enum ManagementError {
    Forbidden,
    Gone,
    PayloadTooLarge,
    NotText,
}

impl IntoResponse for ManagementError {
    fn into_response(self) -> Response {
        let (status, class, message) = match self {
            Self::Forbidden => (StatusCode::FORBIDDEN, "ForbiddenException", "Forbidden"),
            Self::Gone => (StatusCode::GONE, "GoneException", "Gone"),
            Self::PayloadTooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeException", "Message payload too large")
            }
            Self::NotText => (StatusCode::BAD_REQUEST, "BadRequestException", "Message payload is not UTF-8"),
        };
        (status, [(ERROR_TYPE, class)], Json(json!({ "message": message }))).into_response()
    }
}

/// `POST`: sends a text message to the client. 200 means queued, not received, as with the real gateway.
pub(super) async fn post_to_connection(
    _: Caller,
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    payload: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ManagementError> {
    let payload = payload.map_err(|_| ManagementError::PayloadTooLarge)?;
    if payload.len() > gateway.inner.limits.message_bytes {
        return Err(ManagementError::PayloadTooLarge);
    }
    let text = Utf8Bytes::try_from(payload).map_err(|_| ManagementError::NotText)?;
    let connection = gateway.inner.registry.get(&id).ok_or(ManagementError::Gone)?;
    if connection.send(text) { Ok(StatusCode::OK) } else { Err(ManagementError::Gone) }
}

/// `GET`: describes a connection: its client, and the times of its start and last activity.
pub(super) async fn describe_connection(
    _: Caller,
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ManagementError> {
    let connection = gateway.inner.registry.get(&id).ok_or(ManagementError::Gone)?;
    Ok(Json(json!({
        "connectedAt": connection.origin.connected_at,
        "lastActiveAt": connection.activity().time,
        "identity": {
            "sourceIp": connection.origin.source_ip,
            "userAgent": connection.origin.user_agent.as_deref().unwrap_or_default(),
        },
    })))
}

/// `DELETE`: closes the connection, after the messages posted before.
pub(super) async fn close_connection(
    _: Caller,
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
) -> Result<StatusCode, ManagementError> {
    let connection = gateway.inner.registry.get(&id).ok_or(ManagementError::Gone)?;
    gateway.inner.registry.remove(&connection);
    connection.close(Close::by_request());
    Ok(StatusCode::NO_CONTENT)
}
