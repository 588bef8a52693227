//! Records of the table's stream, in the shape in which Lambda hands them to a function.

use serde_json::{Value, json};
use shared::model::{LogEntry, Mail};
use shared::time::Timestamp;

/// Records of the new entries of rooms' logs, and of the new mails that no entry causes, that an operation has stored,
/// given its request.
pub fn new_items(operation: &str, request: &[u8]) -> Vec<Value> {
    if !matches!(operation, "PutItem" | "TransactWriteItems") || !may_have_some(request) {
        return Vec::new();
    }
    let mut request: Value = serde_json::from_slice(request).unwrap_or_default();
    let puts = match request["TransactItems"].as_array_mut() {
        Some(parts) => parts.iter_mut().map(|part| part["Put"].take()).collect(),
        None => vec![request],
    };
    let is_new = |put: &Value| {
        let is_told = |sk: &str| sk.starts_with(LogEntry::PREFIX) || sk == Mail::SINGLE_SK;
        let is_told = put["Item"]["sk"]["S"].as_str().is_some_and(is_told);
        // Neither is ever replaced without saying so.
        is_told && put["ConditionExpression"].as_str().is_some_and(|text| text.contains("attribute_not_exists(pk)"))
    };
    puts.into_iter().filter(is_new).map(|mut put| record(put["Item"].take())).collect()
}

/// `false` for requests that certainly contain neither, to save parsing them.
fn may_have_some(request: &[u8]) -> bool {
    let contains = |text: &str| request.windows(text.len()).any(|window| window == text.as_bytes());
    contains(LogEntry::PREFIX) || contains(Mail::SINGLE_SK)
}

/// Record of a new item. Its number is the item's key, which no other record has.
pub(super) fn record(item: Value) -> Value {
    let key = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    let number = format!("{} {}", key("pk"), key("sk"));
    json!({
        "eventID": number, "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "",
        "dynamodb": {
            "Keys": {"pk": item["pk"], "sk": item["sk"]}, "SequenceNumber": number, "StreamViewType": "NEW_IMAGE",
            "ApproximateCreationDateTime": Timestamp::now().unix(), "SizeBytes": 0, "NewImage": item,
        },
    })
}
