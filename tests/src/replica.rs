//! Comparing copies of a room: what a client has made of events with what HTTP says.

use client::Room as Copy;
use serde_json::{Value, json};

use crate::{Actor, Room};

/// A snapshot of the room as the actor gets it by HTTP.
pub async fn snapshot(actor: &Actor, room: &Room) -> Copy {
    let fields = actor.sees(room).await;
    Copy::new(fields, actor.reads_everything(room).await)
}

/// All of a copy that events tell: not waiting times and presence, nor what the agent is doing elsewhere, nor what is
/// counted for one reader.
pub fn lasting(copy: &Copy) -> Value {
    let mut fields = copy.fields().clone();
    fields["agent"] = fields["agent"]["id"].clone();
    // A copy of the last message, which an edit changes.
    fields["last_message"] = copy.messages().next_back().cloned().unwrap_or_default();
    for volatile in ["waiting_time_minutes", "chat_user", "unread_messages_count"] {
        fields[volatile] = Value::Null;
    }
    json!({"room": fields, "messages": copy.messages().collect::<Vec<_>>()})
}
