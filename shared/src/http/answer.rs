//! Answers with a status or headers of their own.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// An answer that is the same for everybody, and may be kept for a while.
#[derive(Clone, Debug)]
pub struct Cacheable<T> {
    /// The body.
    pub body: T,
    /// Seconds for which it may be kept.
    pub max_age: u64,
}

impl<T: Serialize> IntoResponse for Cacheable<T> {
    fn into_response(self) -> Response {
        let headers = [(header::CACHE_CONTROL, format!("public, max-age={}", self.max_age))];
        (headers, Json(self.body)).into_response()
    }
}

/// 201 with what was created.
#[derive(Clone, Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

/// 201 with what was created, or 200 if an earlier attempt had created it already.
#[derive(Clone, Debug)]
pub struct CreatedOnce<T> {
    /// `true` if this attempt has created it.
    pub is_new: bool,
    /// Created resource.
    pub created: T,
}

impl<T: Serialize> IntoResponse for CreatedOnce<T> {
    fn into_response(self) -> Response {
        let status = if self.is_new { StatusCode::CREATED } else { StatusCode::OK };
        (status, Json(self.created)).into_response()
    }
}
