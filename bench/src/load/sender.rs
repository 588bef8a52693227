//! Somebody who sends a message, waits until it is acknowledged, and sends the next one.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::ids::{MessageId, RoomId};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Result, people::Person, socket::Socket};
use crate::desk;

/// How a message is sent.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// `POST /api/messages/`
    Http,
    /// The frame `message`, on a connection that gets the room's events too.
    WebSocket,
}

/// What the system says when it has stored a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Stored {
    /// The message's id.
    pub id: MessageId,
    /// Its number in the room.
    pub seq: u64,
    /// The sender's own name for it.
    pub client_message_id: Uuid,
}

/// What one sender has sent, in this order.
#[derive(Debug, Default)]
pub struct Sent {
    /// What is acknowledged.
    pub messages: Vec<Stored>,
    /// How long each took to be.
    pub times: Vec<Duration>,
    /// How often the system was too busy, and the message sent again.
    pub repeated: u64,
}

/// Somebody who sends to a room.
pub struct Sender<'a> {
    person: &'a Person,
    room: RoomId,
    /// Where it sends, if not by HTTP.
    socket: Option<Socket>,
}

impl<'a> Sender<'a> {
    /// Ready to send.
    pub async fn new(person: &'a Person, room: RoomId, way: Way) -> Result<Self> {
        let socket = match way {
            Way::Http => None,
            Way::WebSocket => Some(person.connect().await?),
        };
        Ok(Self { person, room, socket })
    }

    /// Sends until then, and waits until the last one is acknowledged.
    pub async fn send_until(mut self, end: Instant) -> Result<Sent> {
        let mut sent = Sent::default();
        while Instant::now() < end {
            let (began, name) = (Instant::now(), Uuid::new_v4());
            let stored = loop {
                match self.send(name).await? {
                    Some(stored) => break serde_json::from_value(stored)?,
                    None => sent.repeated += 1,
                }
            };
            sent.times.push(began.elapsed());
            sent.messages.push(stored);
        }
        Ok(sent)
    }

    /// Sends a message under a name once; `None` if the system is too busy.
    async fn send(&mut self, name: Uuid) -> Result<Option<Value>> {
        let content = desk::content();
        let Some(socket) = &mut self.socket else {
            let message = json!({"chat_room_id": self.room, "content": content, "client_message_id": name});
            return match self.person.post("/api/messages/", &message).await {
                Err(error) if error.status() == Some(StatusCode::SERVICE_UNAVAILABLE) => Ok(None),
                answer => Ok(Some(answer?)),
            };
        };
        let frame = json!({"action": "message", "room_id": self.room, "content": content, "client_message_id": name});
        socket.send(&frame).await?;
        let name = name.to_string();
        loop {
            let mut frame = socket.next_value().await?;
            if frame["type"] == "ack" && frame["data"]["client_message_id"] == *name {
                return Ok(Some(frame["data"].take()));
            }
            if frame["type"] == "error" {
                return if frame["code"] == "unavailable" { Ok(None) } else { Err(frame.to_string().into()) };
            }
        }
    }
}
