//! A client of Tribeclub Chat: it shows everything once and in order, and loses nothing that it is given to send. Also
//! meant to be read by authors of other clients, and used by the system's own tests and load tool.
//!
//! # The rules
//!
//! 1. **Apply events by `seq`** ([`Room`]). Apply the next number, drop known ones, keep later ones until their turn. A
//!    gap that stays for a fifth of a second is a loss, not mere reordering: send `sync`.
//! 2. **Treat a push as a hint.** Load a room by HTTP, then `sync` it, since events in between were not pushed to you.
//!    `sync` again after each connect. `reset` means: load again, with `?after_seq=`. A `pong` lists your rooms with
//!    their last event, so a lost push is noticed within one heartbeat.
//! 3. **Give every message a `client_message_id`.** Send it under the same id until it is acknowledged: on every new
//!    connection, and when an answer doesn't come. Say with `after_seq` which event you knew last when it was written:
//!    with it a retry is recognized however late, without it only among the room's last 1,000 events. Send a room's
//!    messages one at a time, each after the previous acknowledgement.
//! 4. **Treat silence as failure.** A connection with an unanswered `ping` is dead, whatever TCP says. Reconnect with
//!    exponential backoff and jitter.
//! 5. **Fall back to HTTP.** Some networks block WebSockets. Abort a handshake after ten seconds, and count a
//!    connection that receives nothing as failed. After three failures in a row, or eight seconds, post messages to
//!    `/api/messages/`, under the same ids, and poll rooms with `?after_seq=` every few seconds, while you go on trying
//!    to connect. A connection that follows a failure must first answer a `ping`.
//! 6. **Let no message block others for good.** Post a message by HTTP if it gets no answer twice, or is too long for a
//!    frame: a gateway drops it silently. Report one that the system fails at five times as refused.
//! 7. **Trust only the system's own answers.** A proxy's 403, 401 or 200 with HTML means: try again later. The system's
//!    errors are JSON with `detail` and `code`, or with errors for each field.
//! 8. **Replace a connection before the gateway ends it**, after two hours: open the next one, `sync` on it, then close
//!    the old one. Nothing is lost in between, and duplicates are recognized by `seq`.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use tribeclub_chat_client::{Client, Network, Timing, Tokens};
//!
//! let network = Network::new(&"http://localhost:8000".parse()?);
//! let tokens = Tokens { access: "…".into(), refresh: "…".into() };
//! let client = Client::start(network, tokens, Timing::default());
//! client.follow("01890a5d-ac96-774b-bcce-b302099a8057");
//! let acknowledged = client.send("01890a5d-ac96-774b-bcce-b302099a8057", "Hello").await?;
//! println!("stored as number {}", acknowledged.seq);
//! # Ok(())
//! # }
//! ```

mod api;
mod chat;
mod connection;
mod driver;
mod network;
mod outbox;
mod room;
mod shared;
mod timing;
mod transport;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

use std::sync::Arc;

use serde_json::json;
use tokio::{sync::watch, task::JoinHandle};

use crate::{api::Api, driver::Driver, shared::Shared};
pub use crate::{
    api::{Session, Tokens},
    network::Network,
    outbox::{Acknowledged, Outcome, Refused},
    room::Room,
    timing::Timing,
    transport::{OpenError, Request, Response, Transport, Unreachable},
};

/// Connection status of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Connecting or reconnecting.
    Connecting,
    /// Connected.
    Connected,
    /// Blocked from connecting for now: sends and polls by HTTP, which is slower, and goes on trying to connect.
    Polling,
    /// Signed out: the tokens are no longer valid, and the client has ended.
    SignedOut,
    /// Stopped by [`Client::stop`].
    Stopped,
}

/// A client of one user, like one tab of a browser. Dropping it ends it at once, without closing the connection.
#[derive(Debug)]
pub struct Client {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Client {
    /// Starts a client, which connects, and reconnects after losses, by itself.
    pub fn start<T: Transport>(transport: T, session: impl Into<Session>, timing: Timing) -> Self {
        let shared = Shared::new();
        let driver = Driver { api: Api { transport, session: session.into() }, shared: shared.clone(), timing };
        Self { shared, task: tokio::spawn(driver.run()) }
    }

    /// Follows a room of the user's own: loads it, and keeps it up to date. Rooms of a `pong` or a new message are
    /// followed automatically.
    pub fn follow(&self, room_id: &str) {
        self.shared.chat().follow(room_id);
        self.shared.wake.notify_one();
    }

    /// Follows a room that isn't the user's own; for staff.
    pub fn watch(&self, room_id: &str) {
        self.shared.chat().watch(room_id);
        self.shared.wake.notify_one();
    }

    /// Sends a message; resolves once it is stored, however long that takes. It is sent even if the future is dropped.
    ///
    /// # Errors
    /// When the system refuses the message, or the client ends before.
    pub fn send(&self, room_id: &str, content: &str) -> impl Future<Output = Outcome> + Send + use<> {
        let mut chat = self.shared.chat();
        let after_seq = chat.room(room_id).map(Room::last_seq);
        let outcome = chat.outbox.push(room_id, content.to_owned(), after_seq);
        drop(chat);
        self.shared.wake.notify_one();
        async { outcome.await.unwrap_or(Err(Refused::Ended)) }
    }

    /// Marks messages up to event `seq` as read. Sent once, because the next position includes a lost one.
    pub fn read(&self, room_id: &str, seq: u64) {
        self.send_once(json!({"action": "read", "room_id": room_id, "seq": seq}));
    }

    /// Announces that the user is typing, or has stopped. Sent once.
    pub fn typing(&self, room_id: &str, is_typing: bool) {
        self.send_once(json!({"action": "typing", "room_id": room_id, "is_typing": is_typing}));
    }

    fn send_once(&self, frame: serde_json::Value) {
        self.shared.chat().send_once(frame);
        self.shared.wake.notify_one();
    }

    /// A snapshot of a room's copy; `None` until it is loaded.
    pub fn room(&self, room_id: &str) -> Option<Room> {
        self.shared.chat().room(room_id).cloned()
    }

    /// Ids of the followed rooms.
    pub fn room_ids(&self) -> Vec<String> {
        self.shared.chat().room_ids().cloned().collect()
    }

    /// Changes whenever the client's state may have changed.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Connection status.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.shared.status.subscribe()
    }

    /// Closes the connection and ends the client. Messages not acknowledged by then may or may not be stored.
    pub async fn stop(mut self) {
        self.shared.status.send_replace(Status::Stopped);
        self.shared.wake.notify_one();
        // The task has no result.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.task.abort();
    }
}
