//! DynamoDB's protocol over HTTP: the operation's name in a header, JSON in and out. dynoxide executes the operations.
//!
//! This replaces dynoxide's own server for two reasons. That one answers everybody, with CORS open to every web page,
//! so that a page in the developer's browser could read the whole table; this one requires the run's credentials. And
//! that one executes operations on the threads that serve requests.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::engine::Engine;
use crate::credentials::Credentials;

/// DynamoDB's request limit: 16 MB.
const REQUEST_LIMIT: usize = 16 * 1024 * 1024;

const TARGET_PREFIX: &str = "DynamoDB_20120810.";

#[derive(Clone)]
struct Api {
    engine: Engine,
    credentials: Credentials,
}

/// Serves DynamoDB's operations at `path`; requires `credentials`.
pub(super) fn router(path: &str, engine: Engine, credentials: Credentials) -> Router {
    Router::new()
        .route(path, post(answer))
        .layer(DefaultBodyLimit::max(REQUEST_LIMIT))
        .with_state(Api { engine, credentials })
}

async fn answer(State(api): State<Api>, headers: HeaderMap, body: Bytes) -> Response {
    if !api.credentials.match_access_key(&headers) {
        return refusal("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let Some(operation) = target.strip_prefix(TARGET_PREFIX).map(str::to_owned) else {
        return refusal("UnknownOperationException", "");
    };
    let (status, json) = api.engine.perform(operation, body).await;
    respond(status, json)
}

fn refusal(class: &str, text: &str) -> Response {
    let body = serde_json::json!({ "__type": format!("com.amazon.coral.service#{class}"), "message": text });
    respond(StatusCode::BAD_REQUEST, body.to_string())
}

fn respond(status: StatusCode, json: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], json).into_response()
}
