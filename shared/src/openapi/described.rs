//! Descriptions of what axum has and of our errors.

use axum::{Json, extract::State, http::StatusCode, response::NoContent};
use axum_extra::extract::CookieJar;
use utoipa::{ToSchema, openapi::Response};

use super::{Answer, Operation, Part};
use crate::ApiError;

impl<T> Part for State<T> {
    fn describe(_: &mut Operation) {}
}

/// May fail for reasons of ours.
impl<T: Answer> Answer for Result<T, ApiError> {
    fn describe(operation: &mut Operation) {
        operation.errors([StatusCode::INTERNAL_SERVER_ERROR, StatusCode::SERVICE_UNAVAILABLE]);
        T::describe(operation);
    }
}

impl<T: ToSchema> Answer for Json<T> {
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(StatusCode::OK, "Done.");
    }
}

impl Answer for NoContent {
    fn describe(operation: &mut Operation) {
        operation.response(StatusCode::NO_CONTENT, Response::new("Done."));
    }
}

/// Sets cookies besides.
impl<T: Answer> Answer for (CookieJar, T) {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}
