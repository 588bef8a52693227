//! Answers with a status or headers of their own.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// An answer that is the same for everybody, and may be 15 seconds old.
#[derive(Clone, Debug)]
pub struct Cacheable<T>(pub T);

impl<T: Serialize> IntoResponse for Cacheable<T> {
    fn into_response(self) -> Response {
        let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=15"))];
        (headers, Json(self.0)).into_response()
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
