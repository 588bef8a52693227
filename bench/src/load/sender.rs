//! Somebody who sends a message, waits until it is acknowledged, and sends the next one.

use std::time::Duration;

use client::{Acknowledged, Client};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;
use shared::ids::{MessageId, RoomId};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Result, people::Person};
use crate::desk;

/// How a message is sent.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// `POST /api/messages/`
    Http,
    /// The reference client, on a connection that gets the room's events too.
    WebSocket,
}

/// What the system says when it has stored a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Stored {
    /// The message's id.
    pub id: MessageId,
    /// Its number in the room.
    pub seq: u64,
    /// The sender's own name for it, if it has one.
    pub client_message_id: Option<Uuid>,
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
    /// What sends for them, if not they themselves by HTTP.
    client: Option<Client>,
}

impl<'a> Sender<'a> {
    /// Ready to send.
    pub async fn new(person: &'a Person, room: RoomId, way: Way) -> Result<Self> {
        let client = match way {
            Way::Http => None,
            Way::WebSocket => Some(person.client().await?),
        };
        Ok(Self { person, room, client })
    }

    /// Sends until then, and waits until the last one is acknowledged.
    pub async fn send_until(self, end: Instant) -> Result<Sent> {
        let mut sent = Sent::default();
        while Instant::now() < end {
            let began = Instant::now();
            let stored = match &self.client {
                Some(client) => self.send_by(client).await?,
                None => self.send(&mut sent.repeated).await?,
            };
            sent.times.push(began.elapsed());
            sent.messages.push(stored);
        }
        Ok(sent)
    }

    async fn send_by(&self, client: &Client) -> Result<Stored> {
        let Acknowledged { id, seq, client_message_id } = client.send(&self.room.to_string(), desk::content()).await?;
        Ok(Stored { id: id.parse()?, seq, client_message_id: Some(client_message_id.parse()?) })
    }

    /// Sends a message under one name, again for as long as the system is too busy.
    async fn send(&self, repeated: &mut u64) -> Result<Stored> {
        let name = Uuid::new_v4();
        let message = json!({"chat_room_id": self.room, "content": desk::content(), "client_message_id": name});
        loop {
            match self.person.post("/api/messages/", &message).await {
                Err(error) if error.status() == Some(StatusCode::SERVICE_UNAVAILABLE) => *repeated += 1,
                answer => return Ok(serde_json::from_value(answer?)?),
            }
        }
    }
}
