//! A client of a person, like one tab of a browser: it sends messages one after another, each until it is acknowledged,
//! whatever is cut off in between.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use client::{Network, Transport};
use futures_util::{SinkExt, StreamExt};
use http::Method;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};
use uuid::Uuid;

use crate::{
    history::{Acknowledgement, Entry, History, Moment, Reading, Sending},
    person::{Failure, Person, RETRY_DELAY, entry},
};

/// Longest wait for an acknowledgement before a message is sent again.
const ACK_TIMEOUT: Duration = Duration::from_secs(10);
/// Attempts to send a message. Without an acknowledgement of any, the run goes on without it.
const ATTEMPTS: usize = 30;

/// The clock of a run.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// The next moment.
    pub fn now(&self) -> Moment {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// A client and what it saw.
pub struct Tab {
    person: Person,
    clock: Clock,
    random: fastrand::Rng,
    socket: Option<WebSocketStream<<Network as Transport>::Stream>>,
    seen: History,
}

/// A way to send a message.
#[derive(Clone, Copy)]
enum Way {
    Request,
    /// Given up before its answer.
    RequestCut,
    Frame,
    /// Its connection is lost before the acknowledgement.
    FrameCut,
}

const WAYS: [Way; 6] = [Way::Request, Way::RequestCut, Way::Frame, Way::Frame, Way::Frame, Way::FrameCut];

impl Tab {
    /// A client whose choices follow from `seed`.
    pub fn new(person: Person, clock: Clock, seed: u64) -> Self {
        Self { person, clock, random: fastrand::Rng::with_seed(seed), socket: None, seen: History::default() }
    }

    /// Sends so many messages, and reads in between; returns what it did and saw.
    ///
    /// # Errors
    /// A read that fails again and again, or is refused.
    pub async fn run(mut self, messages: usize) -> Result<History, Failure> {
        for number in 0..messages {
            let acknowledged = self.send(number).await;
            if let Some(Acknowledgement { seq, .. }) = acknowledged
                && self.random.u8(..) < 100
            {
                let after = seq.saturating_sub(self.random.u64(1..20));
                self.read(after).await?;
            }
        }
        Ok(self.seen)
    }

    async fn send(&mut self, number: usize) -> Option<Acknowledgement> {
        let client_message_id = Uuid::new_v4().to_string();
        let content = format!("Message {number}, {client_message_id}");
        let began = self.clock.now();
        let body = json!({
            "chat_room_id": self.person.room_id, "room_id": self.person.room_id,
            "client_message_id": client_message_id, "content": content,
        });
        let mut acknowledged = None;
        for _ in 0..ATTEMPTS {
            let way = WAYS[self.random.usize(..WAYS.len())];
            acknowledged = match way {
                Way::Request | Way::RequestCut => self.post(&body, matches!(way, Way::RequestCut)).await,
                Way::Frame | Way::FrameCut => self.send_frame(&body, matches!(way, Way::FrameCut)).await,
            };
            if acknowledged.is_some() {
                break;
            }
        }
        let acknowledged = acknowledged.map(|ack| (self.clock.now(), ack));
        let ack = acknowledged.as_ref().map(|(_, ack)| ack.clone());
        self.seen.sendings.push(Sending { client_message_id, content, began, acknowledged });
        ack
    }

    async fn post(&mut self, body: &Value, is_cut: bool) -> Option<Acknowledgement> {
        let request = self.person.request(Method::POST, "/api/messages/", Some(body.clone()));
        if is_cut {
            let cut_after = Duration::from_micros(self.random.u64(..20_000));
            // An answer that came before the cut is as good as lost: nobody looks at it.
            let _ = timeout(cut_after, request).await;
            return None;
        }
        match request.await {
            Some((200 | 201, message)) => acknowledgement(&message),
            _ => {
                sleep(RETRY_DELAY).await;
                None
            }
        }
    }

    async fn send_frame(&mut self, body: &Value, is_cut: bool) -> Option<Acknowledgement> {
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => match self.person.open().await {
                Some(socket) => socket,
                None => {
                    sleep(RETRY_DELAY).await;
                    return None;
                }
            },
        };
        let mut frame = body.clone();
        frame["action"] = json!("message");
        socket.send(Message::text(frame.to_string())).await.ok()?;
        if is_cut {
            // Dropped, and with it the connection.
            return None;
        }
        let acknowledged = timeout(ACK_TIMEOUT, self.acknowledgement(&mut socket, &body["client_message_id"])).await;
        let acknowledged = acknowledged.ok()??;
        self.socket = Some(socket);
        match acknowledged {
            Some(acknowledged) => Some(acknowledged),
            None => {
                sleep(RETRY_DELAY).await;
                None
            }
        }
    }

    /// Waits for the answer to a message: `Some(None)` if it is refused for now, `None` if the connection ends before.
    async fn acknowledgement(
        &mut self,
        socket: &mut WebSocketStream<<Network as Transport>::Stream>,
        client_message_id: &Value,
    ) -> Option<Option<Acknowledgement>> {
        loop {
            let Message::Text(text) = socket.next().await?.ok()? else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap_or_default();
            let data = &frame["data"];
            match frame["type"].as_str() {
                Some("message.created") => self.see(entry(data)),
                Some("ack") if data["client_message_id"] == *client_message_id => {
                    self.see(entry(&data["message"]));
                    return Some(acknowledgement(data));
                }
                Some("error") => return Some(None),
                _ => {}
            }
        }
    }

    fn see(&mut self, entry: Entry) {
        self.seen.pushed.push(entry);
    }

    async fn read(&mut self, after_seq: u64) -> Result<(), Failure> {
        let began = self.clock.now();
        let entries = self.person.messages_after(after_seq).await?;
        let by = format!("the messages after {after_seq}, read at {began}");
        self.seen.readings.push(Reading { by, began, after_seq, entries });
        Ok(())
    }
}

fn acknowledgement(data: &Value) -> Option<Acknowledgement> {
    Some(Acknowledgement { seq: data["seq"].as_u64()?, id: data["id"].as_str()?.to_owned() })
}
