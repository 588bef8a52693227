//! The rules of rooms' logs, held against every write that the table has carried out: those of `room_model`, so that
//! the model and the code can't drift apart.

use std::collections::BTreeMap;

use room_model::room::put;
use serde_json::Value;

use super::asked::{Asked, json};

/// The logs of all rooms, and what was written against the rules.
#[derive(Default)]
pub(super) struct Logs {
    rooms: BTreeMap<String, Vec<Entry>>,
    broken: Vec<String>,
}

/// An entry, as far as the rules go.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    /// All of it, by which a repeated transaction is recognized.
    item: Value,
    /// Sender, and the client's id for the message.
    key: Option<(Value, Value)>,
    is_message: bool,
    is_by_system: bool,
    status: String,
    messages: u64,
}

impl Logs {
    /// Follows a write that was carried out.
    pub fn follow(&mut self, asked: &Asked) {
        let request = json(&asked.body);
        let puts = || request["TransactItems"].as_array().into_iter().flatten().map(|part| &part["Put"]);
        let entries: Vec<(String, usize, Entry)> = match asked.operation.as_str() {
            "PutItem" => entry(&request["Item"]).into_iter().collect(),
            "TransactWriteItems" => puts().filter_map(|part| entry(&part["Item"])).collect(),
            _ => Vec::new(),
        };
        for (room, seq, entry) in entries {
            let log = self.rooms.entry(room.clone()).or_default();
            if asked.operation == "TransactWriteItems" && log.get(seq) == Some(&entry) {
                continue;
            }
            let is_double = entry.key.is_some() && log.iter().any(|earlier| earlier.key == entry.key);
            let follows = log.last().is_none_or(|before| entry.follows(before));
            // Entry 0 is the first.
            let is_put = put(log, entry, seq + 1);
            let rules = [
                (is_put, "is not the next"),
                (!is_double, "is stored already"),
                (follows, "doesn't follow from the state before it"),
            ];
            let broken = rules.into_iter().filter(|(holds, _)| !holds);
            self.broken.extend(broken.map(|(_, what)| format!("{asked}: entry {seq} of {room} {what}")));
        }
    }

    /// The writes against the rules.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }
}

impl Entry {
    /// `true` if the state after this entry follows from the one after the entry before.
    fn follows(&self, before: &Self) -> bool {
        let may_be_said = !self.is_message || self.is_by_system || before.status != "closed";
        let status_stays = !self.is_message || self.status == before.status;
        may_be_said && status_stays && self.messages == before.messages + u64::from(self.is_message)
    }
}

/// The entry in an item, with its room and number.
fn entry(item: &Value) -> Option<(String, usize, Entry)> {
    let text = |value: &Value| value["S"].as_str().unwrap_or_default().to_owned();
    let seq = text(&item["sk"]).strip_prefix("LOG#")?.parse().ok()?;
    let (sender, head) = (&item["sender"]["M"], &item["head"]["M"]);
    let is_message = text(&item["kind"]) == "message.created";
    let named = item["client_message_id"].is_object();
    let entry = Entry {
        key: named.then(|| (sender["user_id"].clone(), item["client_message_id"].clone())),
        is_message,
        is_by_system: text(&sender["type"]) == "system",
        status: text(&head["status"]),
        messages: head["message_count"]["N"].as_str().and_then(|number| number.parse().ok()).unwrap_or_default(),
        item: item.clone(),
    };
    Some((text(&item["pk"]), seq, entry))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Number of rules broken by these entries of one room, written one by one: number, messages so far, and the
    /// client's id of a message.
    fn broken(entries: &[(usize, u64, Option<&str>)]) -> usize {
        let mut logs = Logs::default();
        for (number, (seq, messages, id)) in entries.iter().enumerate() {
            let mut item = json!({
                "pk": {"S": "ROOM#1"}, "sk": {"S": format!("LOG#{seq:012}")}, "kind": {"S": "room.updated"},
                "head": {"M": {"status": {"S": "active"}, "message_count": {"N": messages.to_string()}}},
            });
            if let Some(id) = id {
                item["kind"] = json!({"S": "message.created"});
                item["client_message_id"] = json!({"S": id});
            }
            let body = json!({"Item": item}).to_string().into();
            logs.follow(&Asked { number: number as u64, operation: "PutItem".into(), body });
        }
        logs.broken().len()
    }

    #[test]
    fn only_what_follows_from_the_entry_before_is_by_the_rules() {
        let (hello, again) = (Some("hello"), Some("again"));
        assert_eq!(broken(&[(0, 0, None), (1, 1, hello), (2, 1, None), (3, 2, again)]), 0);
        assert_eq!(broken(&[(0, 0, None), (2, 1, hello)]), 1, "a gap");
        assert_eq!(broken(&[(0, 0, None), (1, 1, hello), (1, 1, hello)]), 3, "an entry that is replaced");
        assert_eq!(broken(&[(0, 0, None), (1, 1, hello), (2, 2, hello)]), 1, "a message that is doubled");
        assert_eq!(broken(&[(0, 0, None), (1, 1, hello), (2, 1, again)]), 1, "a decision on an older state");
    }
}
