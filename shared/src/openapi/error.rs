//! Bodies and meanings of errors.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema, schema::AnyOfBuilder},
};

use super::{Schemas, name};

/// An error of the request as a whole.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `ApiError` answers")]
struct Error {
    /// Description of the error, for people.
    #[schema(examples("Not found."))]
    detail: String,
    /// Stable word for programs, such as `token_not_valid`: refresh the token.
    #[schema(examples("not_found"))]
    code: String,
}

/// An operation that the present state doesn't allow.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `ApiError` answers")]
struct Refusal {
    /// The refusal in a few words.
    error: String,
    /// Description of the error, for people.
    detail: String,
    /// Stable word for programs.
    #[schema(examples("invalid"))]
    code: String,
}

/// Every failing field with its messages; `non_field_errors` are those of the request as a whole.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `ApiError` answers")]
struct FieldErrors(BTreeMap<String, Vec<String>>);

/// Schema of the body of an error.
pub fn body(schemas: &mut Schemas, status: StatusCode) -> RefOr<Schema> {
    let error = name::<Error>(schemas);
    if status != StatusCode::BAD_REQUEST {
        return error;
    }
    let (fields, refusal) = (name::<FieldErrors>(schemas), name::<Refusal>(schemas));
    // A refusal is an error with one more field, so it is both.
    Schema::from(AnyOfBuilder::new().item(fields).item(refusal).item(error)).into()
}

/// Meaning of an error, unless the handler states it.
pub fn meaning(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Invalid fields, or a state that doesn't allow it.",
        StatusCode::UNAUTHORIZED => "Missing or invalid credentials.",
        StatusCode::FORBIDDEN => "The caller may not do this, or the CSRF token of a cookie is missing.",
        StatusCode::NOT_FOUND => "Unknown, or not visible to the caller.",
        StatusCode::CONFLICT => "Somebody else has changed it in the meantime: read it again.",
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The body has an unsupported content type.",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests: try again after `Retry-After` seconds.",
        StatusCode::SERVICE_UNAVAILABLE => "Temporarily unavailable: try again after `Retry-After` seconds.",
        _ => "A fault of the server.",
    }
}
