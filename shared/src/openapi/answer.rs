//! Descriptions of answers.

use axum::{Json, http::StatusCode, response::NoContent};
use axum_extra::extract::CookieJar;
use utoipa::{ToSchema, openapi::Response};

use super::{Answer, Operation};
use crate::{
    ApiError,
    http::{Created, CreatedOnce},
};

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

impl<T: ToSchema> Answer for Created<T> {
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(StatusCode::CREATED, "Created.");
    }
}

impl<T: ToSchema> Answer for CreatedOnce<T> {
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(StatusCode::CREATED, "Created.");
        operation.answer::<T>(StatusCode::OK, "An earlier attempt had created it already.");
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
