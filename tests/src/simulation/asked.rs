//! Kinds of requests to the table, as far as the kind decides what can go wrong.

use std::fmt;

use axum::{body::Bytes, http::Request};
use serde_json::Value;

use super::Fault;
use crate::failures::Reply;

/// A request to DynamoDB.
pub(super) struct Asked {
    /// Counts all requests.
    pub number: u64,
    /// Such as `GetItem`.
    pub operation: String,
    /// JSON.
    pub body: Bytes,
}

impl Asked {
    /// Reads a request.
    pub fn new(number: u64, request: &Request<Bytes>) -> Self {
        let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        Self { number, operation, body: request.body().clone() }
    }

    /// `true` if it changes the table.
    pub fn is_write(&self) -> bool {
        ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"].contains(&&*self.operation)
    }

    /// Faults that are possible with it.
    pub fn possible_faults(&self) -> Vec<Fault> {
        let mut possible = vec![Fault::TableThrottled, Fault::TableErrorBefore, Fault::TableRequestLost];
        if self.is_write() {
            let writing = [Fault::TableConflict, Fault::TableErrorAfter, Fault::TableAnswerLost, Fault::TableWriteLate];
            possible.extend(writing);
            return possible;
        }
        let request = json(&self.body);
        let batches = || request["RequestItems"].as_object().into_iter().flatten().map(|(_, batch)| batch);
        if batches().any(|batch| batch["Keys"].as_array().is_some_and(|keys| keys.len() > 1)) {
            possible.push(Fault::TableBatchPartial);
        }
        let is_consistent = |read: &Value| read["ConsistentRead"] == true;
        if !is_consistent(&request) && !batches().any(is_consistent) {
            possible.push(Fault::TableReadStale);
        }
        possible
    }

    /// Reads half of a batch, and leaves the other as not processed, as DynamoDB does when it is busy.
    pub fn in_part(&self, read: impl FnOnce(&[u8]) -> Reply) -> Reply {
        let mut request = json(&self.body);
        let mut left = request["RequestItems"].clone();
        for (table, batch) in request["RequestItems"].as_object_mut().into_iter().flatten() {
            let keys = batch["Keys"].as_array_mut();
            left[table]["Keys"] = keys.map(|keys| keys.split_off(keys.len().div_ceil(2))).into();
        }
        let (status, answer) = read(request.to_string().as_bytes());
        let mut answer = json(answer.as_bytes());
        answer["UnprocessedKeys"] = left;
        (status, answer.to_string())
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {} {}", self.number, self.operation)
    }
}

/// JSON whose order of names is always the same.
pub(super) fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap_or_default()
}
