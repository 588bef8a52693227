//! A sender: sends a message, waits for the acknowledgement, sends the next one.

use std::time::Duration;

use client::{Acknowledged, Client};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;
use shared::ids::{MessageId, RoomId};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Result, users::User};
use crate::desk;

/// Transport of messages.
#[derive(Clone, Copy, Debug)]
pub enum Transport {
    /// `POST /api/messages/`
    Http,
    /// The reference client, on a connection that receives the room's events too.
    WebSocket,
}

/// Acknowledgement of a stored message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Stored {
    /// Id of the message.
    pub id: MessageId,
    /// Number of the event in the room's history.
    pub seq: u64,
    /// Client-generated id, if the sender set one.
    pub client_message_id: Option<Uuid>,
}

/// Messages of one sender, in order.
#[derive(Debug, Default)]
pub struct Sent {
    /// Acknowledged messages.
    pub messages: Vec<Stored>,
    /// Time until the acknowledgement of each.
    pub times: Vec<Duration>,
    /// Number of retries after a 503.
    pub retries: u64,
}

/// A user who sends to a room.
pub struct Sender<'a> {
    user: &'a User,
    room: RoomId,
    /// The client to send by; without one, messages are sent by HTTP.
    client: Option<Client>,
}

impl<'a> Sender<'a> {
    /// Prepares a sender; connects its client, if it has one.
    pub async fn new(user: &'a User, room: RoomId, transport: Transport) -> Result<Self> {
        let client = match transport {
            Transport::Http => None,
            Transport::WebSocket => Some(user.client().await?),
        };
        Ok(Self { user, room, client })
    }

    /// Sends until `end`, and waits for the last acknowledgement.
    pub async fn send_until(self, end: Instant) -> Result<Sent> {
        let mut sent = Sent::default();
        while Instant::now() < end {
            let began = Instant::now();
            let stored = match &self.client {
                Some(client) => self.send_with(client).await?,
                None => self.send(&mut sent).await?,
            };
            sent.times.push(began.elapsed());
            sent.messages.push(stored);
        }
        Ok(sent)
    }

    async fn send_with(&self, client: &Client) -> Result<Stored> {
        let Acknowledged { id, seq, client_message_id } = client.send(&self.room.to_string(), desk::content()).await?;
        Ok(Stored { id: id.parse()?, seq, client_message_id: Some(client_message_id.parse()?) })
    }

    /// Sends a message, with the same client id on each retry after a 503, and the last event that the sender knows.
    async fn send(&self, sent: &mut Sent) -> Result<Stored> {
        let message = json!({
            "chat_room_id": self.room,
            "content": desk::content(),
            "client_message_id": Uuid::new_v4(),
            "after_seq": sent.messages.last().map_or(0, |last| last.seq),
        });
        loop {
            match self.user.post("/api/messages/", &message).await {
                Err(error) if error.status() == Some(StatusCode::SERVICE_UNAVAILABLE) => sent.retries += 1,
                answer => return Ok(serde_json::from_value(answer?)?),
            }
        }
    }
}
