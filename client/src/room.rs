//! A copy of a room: a snapshot by HTTP, and the events after it.
//!
//! A room's events have the numbers (`seq`) 1, 2, 3 … The next one is applied, known ones are dropped, later ones wait.
//! So duplicates and reordering don't matter: the copy is the room's state after event [`last_seq`](Room::last_seq). A
//! lost event shows as a gap, to be filled by `sync`.
//!
//! Reading positions are not events: the last one received applies.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A client's copy of a room with its messages.
#[derive(Clone, Debug)]
pub struct Room {
    fields: Value,
    messages: BTreeMap<u64, Value>,
    /// Events that arrived before their turn.
    early: BTreeMap<u64, Value>,
    /// Reading positions of the customer and of the agent, as far as they were received.
    positions: [Option<Value>; 2],
}

/// Sides of a room as events name them, each with the `sender_type` of the messages that it reads.
const SIDES: [(&str, &[&str]); 2] = [("customer", &["agent", "system"]), ("agent", &["user"])];

impl Room {
    /// Creates a copy from a snapshot. The room must have been read before the messages: these may then contain later
    /// changes, whose events are applied once more.
    pub fn new(fields: Value, messages: impl IntoIterator<Item = Value>) -> Self {
        let messages = messages.into_iter().map(|message| (seq(&message), message)).collect();
        Self { fields, messages, early: BTreeMap::new(), positions: [None, None] }
    }

    /// Number of the last applied event.
    pub fn last_seq(&self) -> u64 {
        self.fields["last_seq"].as_u64().unwrap_or_default()
    }

    /// The ChatRoom without its messages.
    pub fn fields(&self) -> &Value {
        &self.fields
    }

    /// All known messages, in order.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.messages.values()
    }

    /// `true` if events before received ones are missing.
    pub fn has_gap(&self) -> bool {
        !self.early.is_empty()
    }

    /// Applies an event of the room: `message.created`, `message.edited`, `room.updated`.
    pub fn apply(&mut self, event: &Value) {
        if seq(event) <= self.last_seq() {
            return;
        }
        self.early.insert(seq(event), event.clone());
        while let Some(next) = self.early.remove(&(self.last_seq() + 1)) {
            self.apply_next(&next);
        }
    }

    /// Applies a reading position, `{seq, read_at}`, of a side: `customer` or `agent`.
    pub fn read(&mut self, side: &str, position: &Value) {
        if let Some(side) = SIDES.iter().position(|(name, _)| *name == side) {
            self.positions[side] = Some(json!({"seq": position["seq"], "read_at": position["read_at"]}));
            self.messages.values_mut().for_each(|message| mark_read(message, &self.positions));
        }
    }

    /// Applies the reading positions of both sides: `{customer: {seq, read_at}, agent: …}`.
    pub fn read_both(&mut self, positions: &Value) {
        for (side, _) in SIDES {
            if positions[side].is_object() {
                self.read(side, &positions[side]);
            }
        }
    }

    /// Applies a later snapshot, which may contain only the messages created or edited since this copy's last event. A
    /// snapshot older than the copy is dropped.
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
            mark_read(&mut message, &self.positions);
            self.messages.insert(seq(&message), message);
        }
        self.fields["last_seq"] = event["seq"].clone();
        self.fields["updated_at"] = event["time"].clone();
    }
}

/// Marks a message as read or unread, if the position of its readers is known.
fn mark_read(message: &mut Value, positions: &[Option<Value>; 2]) {
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
