//! All errors with their answers: Django REST Framework's status codes and texts, which the clients were written
//! against. Causes of 5xx are logged once, where the answer is built, and never sent.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

use crate::table::{self, Rejected};

/// Key of errors of the request as a whole.
pub const NON_FIELD_ERRORS: &str = "non_field_errors";

/// Code of a request that says nothing of who sends it.
pub(crate) const NOT_AUTHENTICATED: &str = "not_authenticated";

/// Errors of a request's fields: every failing field with its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// Adds an error of `field`.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.entry(field.into()).or_default().push(message.into());
    }

    /// Adds the errors of a field's own fields, named `field.name`.
    pub fn extend_within(&mut self, field: &str, others: Self) {
        for (name, messages) in others.0 {
            self.0.entry(format!("{field}.{name}")).or_default().extend(messages);
        }
    }

    /// Adds other errors.
    pub fn extend(&mut self, others: Self) {
        for (field, messages) in others.0 {
            self.0.entry(field).or_default().extend(messages);
        }
    }

    /// `true` without errors.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, (field, messages)) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{field}: {}", messages.join(" "))?;
        }
        Ok(())
    }
}

/// An error answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 400: invalid fields.
    #[error("{0}")]
    Validation(FieldErrors),
    /// 400: an unreadable body.
    #[error("{0}")]
    Malformed(String),
    /// 400 with `{error, detail}`: an operation that the current state doesn't allow, where the original's clients
    /// expect these two keys.
    #[error("{detail}")]
    Refused {
        /// Short text.
        error: &'static str,
        /// Details.
        detail: String,
    },
    /// 401: missing or invalid credentials.
    #[error("{detail}")]
    Unauthenticated {
        /// Machine-readable code: clients refresh on `token_not_valid`.
        code: &'static str,
        /// Text.
        detail: &'static str,
    },
    /// 403: authenticated, but not permitted.
    #[error("{0}")]
    PermissionDenied(&'static str),
    /// 404: unknown, or not visible to the caller.
    #[error("Not found.")]
    NotFound,
    /// 404: an invalid cursor or page number.
    #[error("Invalid page.")]
    InvalidPage,
    /// 405.
    #[error("Method \"{0}\" not allowed.")]
    MethodNotAllowed(Method),
    /// 409: a change of a version that isn't the current one.
    #[error("Somebody else has changed this in the meantime.")]
    Outdated,
    /// 413: more bytes than the limit.
    #[error("Request body exceeds the limit of {0} bytes.")]
    TooLarge(usize),
    /// 415.
    #[error("Unsupported media type \"{0}\" in request.")]
    UnsupportedMediaType(String),
    /// 429, with the seconds to wait before a retry. Built by [`throttled`](crate::security::throttled).
    #[error("Request was throttled. Expected available in {0} seconds.")]
    Throttled(i64),
    /// 503: the table is unreachable or throttled; the request may be retried.
    #[error("Service temporarily unavailable, try again later.")]
    Unavailable(#[source] table::Error),
    /// 503: another service gives no answer, or an unusable one; the request may be retried.
    #[error("Service temporarily unavailable, try again later.")]
    NoAnswer(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 503: this process is overloaded; the request may be retried.
    #[error("Service temporarily unavailable, try again later.")]
    Busy,
    /// 500: a bug of ours.
    #[error("A server error occurred.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ApiError {
    /// 400 on one field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        Self::Validation(errors)
    }

    /// 400 on the request as a whole.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::field(NON_FIELD_ERRORS, message)
    }

    /// 400: a closed room, which accepts no messages.
    pub fn room_closed() -> Self {
        Self::field("chat_room_id", "This chat has ended.")
    }

    /// 401: no credentials.
    pub fn not_authenticated() -> Self {
        Self::Unauthenticated { code: NOT_AUTHENTICATED, detail: "Authentication credentials were not provided." }
    }

    /// 401: a token that is invalid, expired or of an ended session.
    pub fn invalid_token() -> Self {
        Self::token_not_valid("Invalid token.")
    }

    /// 401 about a token, with another text.
    pub fn token_not_valid(detail: &'static str) -> Self {
        Self::Unauthenticated { code: "token_not_valid", detail }
    }

    /// 401: the token is valid, but its user was deactivated.
    pub fn user_inactive() -> Self {
        Self::Unauthenticated { code: "user_inactive", detail: "User inactive or deleted." }
    }

    /// 403 with the standard text.
    pub fn forbidden() -> Self {
        Self::PermissionDenied("You do not have permission to perform this action.")
    }

    /// 500 with its cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// 503 with its cause, which is another service than the table.
    pub fn no_answer(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::NoAnswer(cause.into())
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Validation(_) | Self::Malformed(_) | Self::Refused { .. } => StatusCode::BAD_REQUEST,
            Self::Unauthenticated { .. } => StatusCode::UNAUTHORIZED,
            Self::PermissionDenied(_) => StatusCode::FORBIDDEN,
            Self::NotFound | Self::InvalidPage => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Outdated => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::NoAnswer(_) | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable machine-readable code: `code` beside `detail`, in answers and in the error frames of the WebSocket API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Validation(_) | Self::Refused { .. } => "invalid",
            Self::Malformed(_) => "parse_error",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::Unauthenticated { code, .. } => code,
            Self::PermissionDenied(_) => "permission_denied",
            Self::NotFound | Self::InvalidPage => "not_found",
            Self::Outdated => "outdated",
            Self::TooLarge(_) => "too_large",
            Self::Throttled(_) => "throttled",
            Self::Unavailable(_) | Self::NoAnswer(_) | Self::Busy => "unavailable",
            Self::Internal(_) => "error",
        }
    }

    /// Logs the cause of a 5xx; the current span identifies the request.
    pub fn log(&self) {
        if self.status().is_server_error() {
            let cause = std::error::Error::source(self).map(chain).unwrap_or_default();
            tracing::error!(status = self.status().as_u16(), cause, "request failed");
        }
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Unauthenticated { .. } => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"))),
            Self::Throttled(seconds) => Some((header::RETRY_AFTER, (*seconds).into())),
            Self::Unavailable(_) | Self::NoAnswer(_) | Self::Busy => {
                Some((header::RETRY_AFTER, HeaderValue::from_static("1")))
            }
            _ => None,
        }
    }
}

/// Formats an error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let body = match &self {
            Self::Validation(errors) => json!(errors),
            Self::Refused { error, detail } => json!({"error": error, "detail": detail, "code": self.code()}),
            _ => json!({"detail": self.to_string(), "code": self.code()}),
        };
        let mut response = (self.status(), Json(body)).into_response();
        response.headers_mut().extend(self.header());
        response
    }
}

/// Combines refused conditions: all field errors, or the first other error.
impl From<Rejected<Self>> for ApiError {
    fn from(rejected: Rejected<Self>) -> Self {
        let refused = match rejected {
            Rejected::Refused(refused) => refused,
            Rejected::Failed(error) => return error.into(),
        };
        let mut all = FieldErrors::default();
        for error in refused {
            match error {
                Self::Validation(errors) => all.extend(errors),
                error => return error,
            }
        }
        Self::Validation(all)
    }
}

impl From<table::Error> for ApiError {
    fn from(error: table::Error) -> Self {
        match error {
            table::Error::InvalidStart => Self::InvalidPage,
            error if error.is_transient() => Self::Unavailable(error),
            error => Self::internal(error),
        }
    }
}
