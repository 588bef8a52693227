//! A reference client of Tribeclub Chat: what a client has to do so that nothing it shows is lost, doubled or out of order,
//! and nothing it was given to send either. Written to be read by those who write clients of their own, and used by the
//! tests and the load tool.
//!
//! # The rules
//!
//! 1. **Events go by `seq`** ([`Room`]). Apply the next one, drop what is known, keep what comes too early. A gap
//!    that stays for a fifth of a second is no mere overtaking, something was lost: ask by `sync`.
//! 2. **A push is a hint.** Load a room by HTTP, then `sync` it, since what happened in between was pushed to nobody. After
//!    each connect `sync` again. `reset` means: load anew, by `?after_seq=`. A `pong` tells how far the rooms are, and which
//!    there are; so a lost push shows within one heartbeat.
//! 3. **Everything sent has a name**, `client_message_id`. Send it until it is acknowledged, under the same name: on every
//!    new connection, and when an answer fails to come. A room's messages go one after the other, each when the one before
//!    was acknowledged.
//! 4. **Silence is an answer.** A connection on which a `ping` stays unanswered is dead, whatever TCP says. Connect again,
//!    with pauses that grow and differ from client to client.
//! 5. **Where no connection can be had, HTTP does its work.** Some networks let no WebSocket through. A handshake that hangs
//!    is given up after ten seconds, and a connection over which nothing comes is none. After three failures in a row, or
//!    eight seconds, messages go by `POST /api/messages/`, under the same names, and rooms are asked with `?after_seq=` every
//!    few seconds, while connections are tried on. One that follows a failure must first answer a `ping`.
//! 6. **No message holds up others for good.** One that stays without an answer twice, or is too long for a frame, goes by
//!    HTTP: a gateway drops it without a word. What the system fails at five times is refused.
//! 7. **Only the system's own answers conclude anything.** A proxy's 403, 401 or 200 of HTML means: ask again later. The
//!    system's own are JSON and have `detail` and `code`, or sentences for fields.
//! 8. **Before the gateway ends a connection**, after two hours, open the next one, `sync` on it, and close the old one
//!    then: nothing falls between the two, and what comes on both is known by its `seq`.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use client::{Client, Network, Timing, Tokens};
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
mod driver;
mod link;
mod network;
mod outbox;
mod room;
mod timing;
mod transport;

use std::sync::Arc;

use serde_json::json;
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    api::Api,
    driver::{Driver, Shared},
};
pub use crate::{
    api::{Session, Tokens},
    network::Network,
    outbox::{Acknowledged, Outcome, Refused},
    room::Room,
    timing::Timing,
    transport::{OpenError, Request, Response, Transport, Unreachable},
};

/// How a client stands with the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It tries to connect.
    Connecting,
    /// It is connected.
    Connected,
    /// No connection can be had, for now: it sends and asks by HTTP, which is slower, and goes on trying to connect.
    Polling,
    /// Its tokens are not good any more; it has given up.
    SignedOut,
    /// It was told to stop.
    Stopped,
}

/// A client of one user, as a tab in a browser is one. Dropped, it is gone without a word.
#[derive(Debug)]
pub struct Client {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Client {
    /// Starts a client, which connects by itself and stays connected.
    pub fn start<T: Transport>(transport: T, session: impl Into<Session>, timing: Timing) -> Self {
        let shared = Shared::new();
        let driver = Driver { api: Api { transport, session: session.into() }, shared: shared.clone(), timing };
        Self { shared, task: tokio::spawn(driver.run()) }
    }

    /// Follows a room of the user's own: loads it, and keeps it up to date. Rooms that a `pong` or a message brings are
    /// followed by themselves.
    pub fn follow(&self, room_id: &str) {
        self.shared.chat().follow(room_id);
        self.shared.wake.notify_one();
    }

    /// Follows a room that isn't the user's own, as staff may.
    pub fn watch(&self, room_id: &str) {
        self.shared.chat().watch(room_id);
        self.shared.wake.notify_one();
    }

    /// Sends a message; resolves once it is stored, however long that takes. It goes out whether or not that is waited
    /// for.
    ///
    /// # Errors
    /// When the system refuses it, or the client ends before.
    pub fn send(&self, room_id: &str, content: &str) -> impl Future<Output = Outcome> + Send + use<> {
        let told = self.shared.chat().outbox.push(room_id, content.to_owned());
        self.shared.wake.notify_one();
        async { told.await.unwrap_or(Err(Refused::Ended)) }
    }

    /// Says that the user has read up to event `seq`. Said once: should it be lost, the next one says more.
    pub fn read(&self, room_id: &str, seq: u64) {
        self.say(json!({"action": "read", "room_id": room_id, "seq": seq}));
    }

    /// Says that the user types, or has stopped to. Said once.
    pub fn typing(&self, room_id: &str, is_typing: bool) {
        self.say(json!({"action": "typing", "room_id": room_id, "is_typing": is_typing}));
    }

    fn say(&self, frame: serde_json::Value) {
        self.shared.chat().say(frame);
        self.shared.wake.notify_one();
    }

    /// The copy of a room as it is now; `None` until it was loaded.
    pub fn room(&self, room_id: &str) -> Option<Room> {
        self.shared.chat().room(room_id).cloned()
    }

    /// The rooms that it follows.
    pub fn room_ids(&self) -> Vec<String> {
        self.shared.chat().room_ids().cloned().collect()
    }

    /// Counts what was heard: changes whenever something may have.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// How it stands with the system.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.shared.status.subscribe()
    }

    /// Closes the connection and ends. What is not acknowledged by then may be stored or not.
    pub async fn stop(mut self) {
        self.shared.status.send_replace(Status::Stopped);
        self.shared.wake.notify_one();
        // Its end is all there is to know.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.task.abort();
    }
}
