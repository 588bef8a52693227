//! A client's copy of a room, and how it follows events – as much as a client has to know, and no more.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Actor, Room};

/// A room with its messages, as one client has them.
#[derive(Clone, Debug)]
pub struct Snapshot {
    room: Value,
    messages: BTreeMap<u64, Value>,
    /// Events that came before their turn.
    early: BTreeMap<u64, Value>,
    /// How far each side has read, once that was heard of: the customer's, the agent's.
    positions: [Option<Value>; 2],
    /// What the messages across are called, of which this client counts the unread ones.
    across: &'static str,
}

impl Snapshot {
    /// What HTTP says.
    pub async fn by_http(actor: &Actor, room: &Room) -> Self {
        let messages = actor.reads_all(room).await.into_iter().map(|message| (seq(&message), message)).collect();
        let across = if actor.agent_id == 0 { "agent" } else { "user" };
        Self { room: actor.sees(room).await, messages, early: BTreeMap::new(), positions: [None, None], across }
    }

    /// The number of the last event in it.
    pub fn last_seq(&self) -> u64 {
        self.room["last_seq"].as_u64().unwrap_or_default()
    }

    /// Takes in what was pushed.
    pub fn apply(&mut self, event: &Value) {
        match event["type"].as_str() {
            Some("message.read") => self.read(event["data"]["side"] == "agent", &event["data"]),
            Some("message.created" | "message.edited" | "room.updated") => self.apply_in_turn(event),
            _ => {}
        }
    }

    /// Takes in what `sync` says about the room.
    pub fn apply_sync(&mut self, sync: &Value) {
        assert_eq!(sync["reset"], false);
        for event in sync["events"].as_array().into_iter().flatten() {
            self.apply_next(event);
        }
        assert_eq!(sync["last_seq"], self.room["last_seq"]);
        self.read(false, &sync["read"]["customer"]);
        self.read(true, &sync["read"]["agent"]);
    }

    /// Applies an event of the room when its turn has come. Pushes may overtake each other.
    fn apply_in_turn(&mut self, event: &Value) {
        if seq(event) <= self.last_seq() {
            return; // pushed before the snapshot was taken
        }
        self.early.insert(seq(event), event.clone());
        while let Some(next) = self.early.remove(&(self.last_seq() + 1)) {
            self.apply_next(&next);
        }
    }

    fn apply_next(&mut self, event: &Value) {
        assert_eq!(seq(event), self.last_seq() + 1, "a gap before {event}");
        let data = &event["data"];
        match event["type"].as_str() {
            Some("room.updated") => {
                for (field, value) in data["room"].as_object().into_iter().flatten() {
                    self.room[field] = value.clone();
                }
            }
            kind => {
                if kind == Some("message.created") {
                    self.room["message_count"] = json!(self.room["message_count"].as_u64().unwrap_or_default() + 1);
                }
                self.messages.insert(seq(data), data.clone());
                self.mark();
            }
        }
        self.room["last_seq"] = event["seq"].clone();
        self.room["updated_at"] = event["time"].clone();
    }

    /// One side has read so far.
    fn read(&mut self, agents_side: bool, position: &Value) {
        self.positions[usize::from(agents_side)] = Some(position.clone());
        self.mark();
    }

    /// Marks everything that the other side wrote up to a position as read, and nothing behind it.
    fn mark(&mut self) {
        for (position, written_by) in self.positions.clone().into_iter().zip(["agent", "user"]) {
            if let Some(position) = position {
                self.mark_up_to(&position, written_by);
            }
        }
    }

    fn mark_up_to(&mut self, position: &Value, written_by: &str) {
        let reached = seq(position);
        for (&number, message) in self.messages.iter_mut().filter(|(_, message)| message["sender_type"] == written_by) {
            let is_read = number <= reached;
            let read_at = if is_read { position["read_at"].clone() } else { Value::Null };
            message["is_read"] = json!(is_read);
            message["read_at"] = read_at.clone();
            message["read_status"] = json!({"status": if is_read { "read" } else { "sent" }, "read_at": read_at});
        }
    }

    /// Claims that this copy is the present, but for what no event is about.
    #[track_caller]
    pub fn assert_is(&self, present: &Self, how: &str) {
        assert_eq!(self.messages, present.messages, "{how}");
        assert_eq!(self.lasting(), present.lasting(), "{how}");
        let unread = self
            .messages
            .values()
            .filter(|message| message["sender_type"] == self.across && message["is_read"] == false);
        assert_eq!(present.room["unread_messages_count"], unread.count(), "{how}");
        assert_eq!(present.room["message_count"], present.messages.len(), "{how}");
    }

    /// The room with its last message, and without waiting times, presence and what an agent is doing elsewhere.
    fn lasting(&self) -> Value {
        let mut room = self.room.clone();
        room["agent"] = room["agent"]["id"].clone();
        room["last_message"] = self.messages.values().next_back().cloned().unwrap_or_default();
        for volatile in ["waiting_time_minutes", "chat_user", "unread_messages_count"] {
            room[volatile] = Value::Null;
        }
        room
    }
}

fn seq(value: &Value) -> u64 {
    value["seq"].as_u64().unwrap_or_default()
}
