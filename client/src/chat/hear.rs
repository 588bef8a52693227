//! What frames do to what a client knows.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Chat, Sync, Watch};
use crate::{
    api::CallError,
    outbox::{Acknowledged, Refused},
    room::Room,
};

/// How long a message is kept back that the system was too busy for.
const BUSY: Duration = Duration::from_secs(1);
/// How long after the answer to a `sync` the next one may follow: a connection may ask once in this time.
const SYNC_INTERVAL: Duration = Duration::from_secs(2);

impl Chat {
    /// Takes in a frame.
    pub fn hear(&mut self, frame: &Value, now: Instant) {
        let data = &frame["data"];
        let room_id = frame["room_id"].as_str().unwrap_or_default();
        match frame["type"].as_str().unwrap_or_default() {
            "message.created" => {
                // As good as an acknowledgement, should that be lost.
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
            "notification.created" if is_about_ones_own(data) => self.follow(room_id),
            "ack" => {
                self.acknowledge(data);
                // It brings the message, which this connection is told of in no other way.
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
                    // What happened since it was loaded was pushed to nobody here.
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
            let name = client_message_id.to_owned();
            let acknowledged = Acknowledged { id: id.to_owned(), seq, client_message_id: name };
            self.outbox.settle(client_message_id, Ok(acknowledged));
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

    /// A long `sync` comes in several frames. Should one of them be lost, the next `pong` shows it.
    fn synced(&mut self, data: &Value, now: Instant) {
        self.sync = Sync::Answered(now + SYNC_INTERVAL);
        for part in data["rooms"].as_array().into_iter().flatten() {
            let Some(followed) = part["room_id"].as_str().and_then(|id| self.rooms.get_mut(id)) else { continue };
            followed.is_to_load |= part["reset"] == true;
            for event in part["events"].as_array().into_iter().flatten() {
                followed.apply(event, now);
            }
            followed.is_behind |= part["goes_on"] == true;
            if let Some(room) = &mut followed.room {
                room.read_both(&part["read"]);
            }
        }
    }

    /// Takes in what became of a message that went by HTTP.
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
                self.hear(&json!({"type": "ack", "room_id": body["chat_room_id"], "data": data}), now);
            }
            Err(CallError::Failed(detail)) => self.outbox.fail(client_message_id, &detail, now + BUSY),
            Err(CallError::Refused(detail)) => {
                self.outbox.settle(client_message_id, Err(Refused::BySystem(detail)));
            }
            Err(CallError::Unreachable(_) | CallError::Busy(_) | CallError::SignedOut) => {
                self.outbox.postpone(client_message_id, now + BUSY);
            }
        }
    }

    /// A `sync` wasn't answered: it is asked for again, later.
    fn asked_too_often(&mut self, now: Instant) {
        if let Sync::Asked(asked, _) = std::mem::replace(&mut self.sync, Sync::Answered(now + SYNC_INTERVAL)) {
            for room_id in asked {
                self.doubt(&room_id, true);
            }
        }
    }

    fn error(&mut self, frame: &Value, now: Instant) {
        if frame["action"] == "sync" {
            self.asked_too_often(now);
        }
        let Some(client_message_id) = frame["client_message_id"].as_str() else { return };
        self.outbox.answered(client_message_id);
        match frame["code"].as_str().unwrap_or_default() {
            "unavailable" | "throttled" => self.outbox.postpone(client_message_id, now + BUSY),
            "error" => {
                let detail = frame["detail"].as_str().unwrap_or_default();
                self.outbox.fail(client_message_id, detail, now + BUSY);
            }
            // Signing in again may help.
            "not_authenticated" | "token_not_valid" => {}
            _ => {
                let detail = frame["detail"].as_str().unwrap_or_default().to_owned();
                self.outbox.settle(client_message_id, Err(Refused::BySystem(detail)));
            }
        }
    }
}

/// Whether a notification is about a room that the user has, rather than one that somebody may take.
fn is_about_ones_own(notification: &Value) -> bool {
    let kind = notification["notification_type"].as_str().unwrap_or_default();
    matches!(kind, "new_message" | "agent_assigned" | "chat_transferred")
}
