//! Search for the entries that nobody was told.

use std::mem::take;

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::model::{DeskMail, LogEntry, PushKey, Webhook};
use shared::table::{Entity, Key};
use shared::time::Timestamp;
use tokio::task::spawn_blocking;

use crate::table::{Engine, TABLE_NAME};

/// Search of the table for entries since a time, page by page.
pub(super) struct Search {
    since: Timestamp,
    start: Value,
}

impl Search {
    /// A search that has not begun.
    pub(super) fn since(since: Timestamp) -> Self {
        Self { since, start: Value::Null }
    }

    /// Reads a page; returns its entries and the search for the rest, unless it was the last. `None` after a failure.
    pub(super) async fn next(&self, engine: &Engine) -> Option<(Vec<Value>, Option<Self>)> {
        let (engine, since, start) = (engine.clone(), self.since, self.start.clone());
        let mut page = spawn_blocking(move || page(&engine, since, &start)).await.ok().flatten()?;
        let last = page["LastEvaluatedKey"].take();
        let entries = page["Items"].as_array_mut().map(take).unwrap_or_default();
        Some((entries, (!last.is_null()).then_some(Self { since, start: last })))
    }
}

/// A page of the entries since a time. Nothing, if there is nobody to tell; `None` after a failure.
fn page(engine: &Engine, since: Timestamp, start: &Value) -> Option<Value> {
    if !is_followed(engine)? {
        return Some(Value::Null);
    }
    let mut entries = json!({
        "TableName": TABLE_NAME, "FilterExpression": "begins_with(sk, :prefix) AND head.updated_at >= :since",
        "ExpressionAttributeValues": {":prefix": {"S": LogEntry::PREFIX}, ":since": {"S": since.to_string()}},
    });
    if !start.is_null() {
        entries["ExclusiveStartKey"] = start.clone();
    }
    ask(engine, "Scan", &entries)
}

/// `true` if entries may be delivered: to a webhook, by mail, or by web push.
fn is_followed(engine: &Engine) -> Option<bool> {
    let webhooks = json!({
        "TableName": TABLE_NAME, "Limit": 1, "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": Webhook::PARTITION}},
    });
    let has = |Key { pk, sk }| {
        let item = json!({"TableName": TABLE_NAME, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}});
        Some(!ask(engine, "GetItem", &item)?["Item"].is_null())
    };
    Some(ask(engine, "Query", &webhooks)?["Count"] != 0 || has(DeskMail::default().key())? || has(PushKey::the_key())?)
}

fn ask(engine: &Engine, operation: &str, request: &Value) -> Option<Value> {
    let (status, answer) = engine.answer(operation, request.to_string().as_bytes());
    serde_json::from_str(&answer).ok().filter(|_| status == StatusCode::OK)
}
