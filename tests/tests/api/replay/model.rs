//! A client's copy of a room as it follows events, and the claim that it is the present.

use client::Room as Copy;
use serde_json::Value;
use tests::{
    Actor, Room,
    replica::{lasting, snapshot},
};

/// A room with its messages, as one client has them.
#[derive(Clone, Debug)]
pub struct Snapshot {
    copy: Copy,
    /// Sender type of the other side's messages, of which this client counts the unread ones.
    across: &'static str,
}

impl Snapshot {
    /// State by HTTP.
    pub async fn by_http(actor: &Actor, room: &Room) -> Self {
        let across = if actor.agent_id == 0 { "agent" } else { "user" };
        Self { copy: snapshot(actor, room).await, across }
    }

    /// The number of the last event in it.
    pub fn last_seq(&self) -> u64 {
        self.copy.last_seq()
    }

    /// Takes in what was pushed.
    pub fn apply(&mut self, event: &Value) {
        match event["type"].as_str() {
            Some("message.read") => self.copy.read(event["data"]["side"].as_str().unwrap_or_default(), &event["data"]),
            Some("message.created" | "message.edited" | "room.updated") => self.copy.apply(event),
            _ => {}
        }
    }

    /// Takes in what `sync` says about the room.
    pub fn apply_sync(&mut self, sync: &Value) {
        assert_eq!(sync["reset"], false);
        for event in sync["events"].as_array().into_iter().flatten() {
            assert_eq!(event["seq"], self.last_seq() + 1, "a gap before {event}");
            self.copy.apply(event);
        }
        assert_eq!(sync["last_seq"], self.last_seq());
        self.copy.read_both(&sync["read"]);
    }

    /// Claims that this copy is the present, but for what no event is about.
    #[track_caller]
    pub fn assert_is(&self, present: &Self, how: &str) {
        assert_eq!(lasting(&self.copy), lasting(&present.copy), "{how}");
        let unread =
            self.copy.messages().filter(|message| message["sender_type"] == self.across && message["is_read"] == false);
        let fields = present.copy.fields();
        assert_eq!(fields["unread_messages_count"], unread.count(), "{how}");
        assert_eq!(fields["message_count"], present.copy.messages().count(), "{how}");
    }
}
