//! DynamoDB's protocol over HTTP: the operation's name in a header, JSON in and out. The operations themselves are
//! dynoxide's.
//!
//! dynoxide has a server of its own, which this replaces for two reasons. It answers everyone, with CORS open to every
//! web page, so that a page in the developer's browser could read the whole table; here only this run's credentials
//! are answered. And it commits, which waits for the disk, on the threads that serve requests.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::credentials::Credentials;

/// DynamoDB takes requests of up to 16 MB.
const REQUEST_LIMIT: usize = 16 * 1024 * 1024;

const TARGET_PREFIX: &str = "DynamoDB_20120810.";

#[derive(Clone)]
struct Api {
    database: Database,
    credentials: Credentials,
}

/// Answers DynamoDB's operations at `path`, for the holder of `credentials`.
pub(super) fn router(path: &str, database: Database, credentials: Credentials) -> Router {
    Router::new()
        .route(path, post(answer))
        .layer(DefaultBodyLimit::max(REQUEST_LIMIT))
        .with_state(Api { database, credentials })
}

async fn answer(State(api): State<Api>, headers: HeaderMap, body: Bytes) -> Response {
    if !api.credentials.signed(&headers) {
        return refusal("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let Some(operation) = target.strip_prefix(TARGET_PREFIX).map(str::to_owned) else {
        return refusal("UnknownOperationException", "");
    };
    // A commit waits for the disk, and every call for the engine's lock.
    match tokio::task::spawn_blocking(move || perform(&api.database, &operation, &body)).await {
        Ok(Ok(json)) => respond(StatusCode::OK, json),
        Ok(Err(error)) => {
            let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::BAD_REQUEST);
            respond(status, error.to_json())
        }
        // The engine panicked. Its lock is poisoned then, so that nothing half-done is ever committed.
        Err(error) => respond(StatusCode::INTERNAL_SERVER_ERROR, engine_failure(&error.to_string()).to_json()),
    }
}

/// The operations that the system's code and its tests use.
fn perform(db: &Database, operation: &str, body: &[u8]) -> dynoxide::Result<String> {
    match operation {
        "GetItem" => call(body, |request| db.get_item(request)),
        "PutItem" => call(body, |request| db.put_item(request)),
        "UpdateItem" => call(body, |request| db.update_item(request)),
        "DeleteItem" => call(body, |request| db.delete_item(request)),
        "Query" => call(body, |request| db.query(request)),
        "Scan" => call(body, |request| db.scan(request)),
        "BatchGetItem" => call(body, |request| db.batch_get_item(request)),
        "BatchWriteItem" => call(body, |request| db.batch_write_item(request)),
        "TransactGetItems" => call(body, |request| db.transact_get_items(request)),
        "TransactWriteItems" => call(body, |request| db.transact_write_items(request)),
        "DescribeTable" => call(body, |request| db.describe_table(request)),
        "DescribeTimeToLive" => call(body, |request| db.describe_time_to_live(request)),
        "ListTables" => call(body, |request| db.list_tables(request)),
        _ => Err(DynoxideError::ValidationException(format!("The embedded table has no operation {operation:?}"))),
    }
}

fn call<Request: DeserializeOwned, Answer: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Request) -> dynoxide::Result<Answer>,
) -> dynoxide::Result<String> {
    let request = serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    serde_json::to_string(&operation(request)?).map_err(|error| engine_failure(&error.to_string()))
}

/// dynoxide's request types put the class of the error before its text, as in `VALIDATION:The provided key …`.
fn unreadable(text: &str) -> DynoxideError {
    match text.split_once(':') {
        Some((class, rest)) if class.starts_with("VALIDATION") => DynoxideError::ValidationException(rest.to_owned()),
        _ => DynoxideError::SerializationException(text.to_owned()),
    }
}

fn engine_failure(text: &str) -> DynoxideError {
    DynoxideError::InternalServerError(text.to_owned())
}

fn refusal(class: &str, text: &str) -> Response {
    let body = serde_json::json!({ "__type": format!("com.amazon.coral.service#{class}"), "message": text });
    respond(StatusCode::BAD_REQUEST, body.to_string())
}

fn respond(status: StatusCode, json: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], json).into_response()
}
