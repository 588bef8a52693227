//! DynamoDB's error responses, by which its SDK tells one failure from another.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// Status and JSON of a reply.
pub(crate) type Reply = (StatusCode, String);

/// Too much at once.
pub(crate) fn throttled() -> Reply {
    failure(StatusCode::BAD_REQUEST, "ThrottlingException", json!({}))
}

/// Too much at once for one of a transaction's items.
pub(crate) fn throttled_in_part(transaction: &[u8]) -> Reply {
    cancelled(transaction, "ThrottlingError", "Throughput exceeds the current capacity")
}

/// Another transaction was at the same items.
pub(crate) fn conflict(operation: &str, body: &[u8]) -> Reply {
    if operation == "TransactWriteItems" {
        return cancelled(body, "TransactionConflict", "Transaction is ongoing for the item");
    }
    failure(StatusCode::BAD_REQUEST, "TransactionConflictException", json!({}))
}

/// DynamoDB itself failed: what was asked for may or may not be done.
pub(crate) fn internal_error() -> Reply {
    failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", json!({}))
}

/// A transaction that was cancelled because of its last item.
fn cancelled(transaction: &[u8], code: &str, message: &str) -> Reply {
    let request: Value = serde_json::from_slice(transaction).unwrap_or_default();
    let mut reasons = vec![json!({"Code": "None"}); request["TransactItems"].as_array().map_or(0, Vec::len)];
    if let Some(last) = reasons.last_mut() {
        *last = json!({"Code": code, "Message": message});
    }
    let fields = json!({"CancellationReasons": reasons});
    failure(StatusCode::BAD_REQUEST, "TransactionCanceledException", fields)
}

fn failure(status: StatusCode, class: &str, mut body: Value) -> Reply {
    body["__type"] = format!("com.amazonaws.dynamodb.v20120810#{class}").into();
    body["message"] = "as the test wants it".into();
    (status, body.to_string())
}
