//! Effects of incoming frames.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Chat, Sync, Watch};
use crate::{
    api::CallError,
    outbox::{Acknowledged, Refused},
    room::Room,
};

/// Delay before a message is sent again to an overloaded system.
const BUSY_DELAY: Duration = Duration::from_secs(1);
/// Interval between `sync` frames, from the answer on: the API allows a connection one in this time.
const SYNC_INTERVAL: Duration = Duration::from_secs(2);

impl Chat {
    /// Applies a frame.
    pub fn receive(&mut self, frame: &Value, now: Instant) {
        let data = &frame["data"];
        let room_id = frame["room_id"].as_str().unwrap_or_default();
        match frame["type"].as_str().unwrap_or_default() {
            "message.created" => {
                // The event also acknowledges the message, in case the acknowledgement is lost.
                self.acknowledge(data);
                self.follow(room_id);
                self.apply(room_id, frame, now);
            }
            "message.edited" | "room.updated" => self.apply(room_id, frame, now),
            "message.read" => {
                if let Some(room) = self.room_mut(room_id) {
                    room.read(data["side"].as_str().unwrap_or_default(), data);
                }
            }
            "notification.created" if concerns_own_room(data) => self.follow(room_id),
            "ack" => {
                self.acknowledge(data);
                // The acknowledgement carries the message; the system doesn't push it to the connection that sent it.
                let message = &data["message"];
                if message.is_object() {
                    let created_at = &message["created_at"];
                    let event =
                        json!({"type": "message.created", "seq": data["seq"], "time": created_at, "data": message});
                    self.apply(room_id, &event, now);
                }
            }
            "pong" => self.pong(data),
            "sync" => self.synced(data, now),
            "watching" if data["watching"] == true => {
                if let Some(followed) = self.rooms.get_mut(room_id) {
                    followed.watch = Watch::Confirmed;
                    // Events since the load were not pushed to this connection.
                    followed.is_behind = true;
                }
            }
            "error" => self.error(frame, now),
            _ => {}
        }
    }

    fn room_mut(&mut self, room_id: &str) -> Option<&mut Room> {
        self.rooms.get_mut(room_id)?.room.as_mut()
    }

    fn apply(&mut self, room_id: &str, event: &Value, now: Instant) {
        if let Some(followed) = self.rooms.get_mut(room_id) {
            followed.apply(event, now);
        }
    }

    fn acknowledge(&mut self, data: &Value) {
        let [id, client_message_id] = ["id", "client_message_id"].map(|field| data[field].as_str());
        if let (Some(id), Some(client_message_id), Some(seq)) = (id, client_message_id, data["seq"].as_u64()) {
            let acknowledged = Acknowledged { id: id.to_owned(), seq, client_message_id: client_message_id.to_owned() };
            self.outbox.complete(client_message_id, Ok(acknowledged));
        }
    }

    fn pong(&mut self, data: &Value) {
        for (room_id, head) in data["heads"].as_object().into_iter().flatten() {
            self.follow(room_id);
            let Some(followed) = self.rooms.get_mut(room_id) else { continue };
            let Some(room) = &mut followed.room else { continue };
            followed.is_behind |= head.as_u64().is_some_and(|head| head > room.last_seq());
            room.read_both(&data["read"][room_id]);
        }
    }

    /// Applies one frame of an answer to `sync`, which may consist of several. If one of them is lost, the next `pong`
    /// reveals it.
    fn synced(&mut self, data: &Value, now: Instant) {
        self.sync = Sync::Answered(now + SYNC_INTERVAL);
        for part in data["rooms"].as_array().into_iter().flatten() {
            let Some(followed) = part["room_id"].as_str().and_then(|id| self.rooms.get_mut(id)) else { continue };
            followed.needs_load |= part["reset"] == true;
            for event in part["events"].as_array().into_iter().flatten() {
                followed.apply(event, now);
            }
            followed.is_behind |= part["goes_on"] == true;
            if let Some(room) = &mut followed.room {
                room.read_both(&part["read"]);
            }
        }
    }

    /// Applies the answer to a message that was posted by HTTP.
    pub fn posted(&mut self, body: &Value, answer: Result<Value, CallError>, now: Instant) {
        let client_message_id = body["client_message_id"].as_str().unwrap_or_default();
        match answer {
            Ok(message) => {
                let data = json!({
                    "id": message["id"],
                    "seq": message["seq"],
                    "client_message_id": client_message_id,
                    "message": message,
                });
                self.receive(&json!({"type": "ack", "room_id": body["chat_room_id"], "data": data}), now);
            }
            Err(CallError::Failed(detail)) => self.outbox.fail(client_message_id, &detail, now + BUSY_DELAY),
            Err(CallError::Refused(detail)) => {
                self.outbox.complete(client_message_id, Err(Refused::BySystem(detail)));
            }
            Err(CallError::Unreachable(_) | CallError::Busy(_) | CallError::SignedOut) => {
                self.outbox.postpone(client_message_id, now + BUSY_DELAY);
            }
        }
    }

    /// Schedules a rejected `sync` again.
    fn retry_sync(&mut self, now: Instant) {
        if let Sync::Pending(requested, _) = std::mem::replace(&mut self.sync, Sync::Answered(now + SYNC_INTERVAL)) {
            for room_id in requested {
                self.set_behind(&room_id, true);
            }
        }
    }

    fn error(&mut self, frame: &Value, now: Instant) {
        if frame["action"] == "sync" {
            self.retry_sync(now);
        }
        let Some(client_message_id) = frame["client_message_id"].as_str() else { return };
        self.outbox.answered(client_message_id);
        match frame["code"].as_str().unwrap_or_default() {
            "unavailable" | "throttled" => self.outbox.postpone(client_message_id, now + BUSY_DELAY),
            "error" => {
                let detail = frame["detail"].as_str().unwrap_or_default();
                self.outbox.fail(client_message_id, detail, now + BUSY_DELAY);
            }
            // A new ticket or tokens may help.
            "not_authenticated" | "token_not_valid" => {}
            _ => {
                let detail = frame["detail"].as_str().unwrap_or_default().to_owned();
                self.outbox.complete(client_message_id, Err(Refused::BySystem(detail)));
            }
        }
    }
}

/// `true` if a notification concerns a room that the user is a member of, not one that waits in the queue.
fn concerns_own_room(notification: &Value) -> bool {
    let kind = notification["notification_type"].as_str().unwrap_or_default();
    matches!(kind, "new_message" | "agent_assigned" | "chat_transferred")
}
