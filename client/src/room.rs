//! A copy of a room: a snapshot by HTTP, and the events after it.
//!
//! A room's events carry `seq` 1, 2, 3 … An event is applied when it is the next one; one that is known already is
//! dropped, one that comes too early waits. So whatever is doubled or overtaken on the way, the copy is what the room was
//! after event [`last_seq`](Room::last_seq) – and whatever is lost shows as a gap, to be filled by `sync`.
//!
//! How far each side has read is no event: the latest word counts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A room with its messages, as one client has them.
#[derive(Clone, Debug)]
pub struct Room {
    fields: Value,
    messages: BTreeMap<u64, Value>,
    /// Events that came before their turn.
    early: BTreeMap<u64, Value>,
    /// How far each side has read, once that was heard of: the customer's, the agent's.
    positions: [Option<Value>; 2],
}

/// The sides of a room, as events name them, each with the `sender_type` of what it reads.
const SIDES: [(&str, &[&str]); 2] = [("customer", &["agent", "system"]), ("agent", &["user"])];

impl Room {
    /// A snapshot: the room, which must have been read before the messages were. What the messages know that came after
    /// it, events tell again.
    pub fn new(fields: Value, messages: impl IntoIterator<Item = Value>) -> Self {
        let messages = messages.into_iter().map(|message| (seq(&message), message)).collect();
        Self { fields, messages, early: BTreeMap::new(), positions: [None, None] }
    }

    /// The number of the last event that it knows of.
    pub fn last_seq(&self) -> u64 {
        self.fields["last_seq"].as_u64().unwrap_or_default()
    }

    /// The ChatRoom, but for its messages.
    pub fn fields(&self) -> &Value {
        &self.fields
    }

    /// The messages in their order: those of the snapshot, and all since.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.messages.values()
    }

    /// Whether events are missing before others that have come.
    pub fn has_gap(&self) -> bool {
        !self.early.is_empty()
    }

    /// Takes in an event of the room: `message.created`, `message.edited`, `room.updated`.
    pub fn apply(&mut self, event: &Value) {
        if seq(event) <= self.last_seq() {
            return;
        }
        self.early.insert(seq(event), event.clone());
        while let Some(next) = self.early.remove(&(self.last_seq() + 1)) {
            self.apply_next(&next);
        }
    }

    /// Takes in how far a side – `customer` or `agent` – has read: `{seq, read_at}`.
    pub fn read(&mut self, side: &str, position: &Value) {
        if let Some(side) = SIDES.iter().position(|(name, _)| *name == side) {
            self.positions[side] = Some(json!({"seq": position["seq"], "read_at": position["read_at"]}));
            self.messages.values_mut().for_each(|message| mark(message, &self.positions));
        }
    }

    /// Takes in how far both sides have read: `{customer: {seq, read_at}, agent: …}`.
    pub fn read_both(&mut self, positions: &Value) {
        for (side, _) in SIDES {
            if positions[side].is_object() {
                self.read(side, &positions[side]);
            }
        }
    }

    /// Takes in a later snapshot, of which the messages may be only those that were written or edited since this copy's
    /// last event. What is older than the copy is dropped.
    pub fn renew(&mut self, fields: Value, messages: impl IntoIterator<Item = Value>) {
        if fields["last_seq"].as_u64().unwrap_or_default() < self.last_seq() {
            return;
        }
        self.fields = fields;
        self.messages.extend(messages.into_iter().map(|message| (seq(&message), message)));
        for event in std::mem::take(&mut self.early).into_values() {
            self.apply(&event);
        }
    }

    fn apply_next(&mut self, event: &Value) {
        let data = &event["data"];
        if event["type"] == "room.updated" {
            for (field, value) in data["room"].as_object().into_iter().flatten() {
                self.fields[field] = value.clone();
            }
        } else {
            if event["type"] == "message.created" {
                self.fields["message_count"] = json!(self.fields["message_count"].as_u64().unwrap_or_default() + 1);
            }
            let mut message = data.clone();
            mark(&mut message, &self.positions);
            self.messages.insert(seq(&message), message);
        }
        self.fields["last_seq"] = event["seq"].clone();
        self.fields["updated_at"] = event["time"].clone();
    }
}

/// Marks a message as read or not, if it was heard how far its readers have come.
fn mark(message: &mut Value, positions: &[Option<Value>; 2]) {
    for (position, (_, written_by)) in positions.iter().zip(SIDES) {
        let Some(position) = position else { continue };
        if !message["sender_type"].as_str().is_some_and(|sender| written_by.contains(&sender)) {
            continue;
        }
        let is_read = seq(message) <= seq(position);
        let read_at = if is_read { position["read_at"].clone() } else { Value::Null };
        message["is_read"] = json!(is_read);
        message["read_at"] = read_at.clone();
        message["read_status"] = json!({"status": if is_read { "read" } else { "sent" }, "read_at": read_at});
    }
}

fn seq(value: &Value) -> u64 {
    value["seq"].as_u64().unwrap_or_default()
}
