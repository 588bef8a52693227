//! Connections that listen, each in a task that notes what arrives and when, and does as little else as possible.

use std::{mem, time::Duration};

use serde::Deserialize;
use shared::ids::RoomId;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use tokio_util::task::AbortOnDropHandle;

use super::{report::Faults, socket::Socket};

/// How long a frame is waited for after the answer: by then the system has given up telling.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(10);

/// An event, as far as it says which one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Event {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The room that it is about.
    pub room_id: Option<RoomId>,
    /// Its number in the room.
    pub seq: Option<u64>,
}

/// The types of events that are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Kind {
    #[serde(rename = "message.created")]
    MessageCreated,
    #[serde(rename = "room.created")]
    RoomCreated,
    #[serde(rename = "room.updated")]
    RoomUpdated,
    #[serde(other)]
    Other,
}

struct Arrival {
    listener: usize,
    event: Event,
    at: Instant,
}

/// The connections that listen.
pub struct Listeners {
    tasks: Vec<AbortOnDropHandle<()>>,
    sender: mpsc::UnboundedSender<Arrival>,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    faults: Faults,
}

impl Listeners {
    /// Nobody listens.
    pub fn new() -> Self {
        let (sender, arrivals) = mpsc::unbounded_channel();
        Self { tasks: Vec::new(), sender, arrivals, faults: Faults::default() }
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// These listen as well.
    pub fn add(&mut self, sockets: impl IntoIterator<Item = Socket>) {
        for socket in sockets {
            let listening = tokio::spawn(listen(socket, self.tasks.len(), self.sender.clone()));
            self.tasks.push(AbortOnDropHandle::new(listening));
        }
    }

    /// Waits until all have got an event; when the last one did. Until then no other event may be caused: one that
    /// arrives is one too many.
    pub async fn all_get(&mut self, event: Event) -> Option<Instant> {
        let deadline = Instant::now() + ARRIVAL_TIMEOUT;
        let mut has = vec![false; self.tasks.len()];
        let mut missing = has.len();
        let mut last = None;
        while missing > 0 {
            let Ok(Some(arrival)) = timeout_at(deadline, self.arrivals.recv()).await else { break };
            if arrival.event == event && !mem::replace(&mut has[arrival.listener], true) {
                missing -= 1;
                last = last.max(Some(arrival.at));
            } else {
                self.faults.doubled += 1;
            }
        }
        self.faults.lost += missing;
        last
    }

    /// What went wrong since the last time.
    pub fn take_faults(&mut self) -> Faults {
        while self.arrivals.try_recv().is_ok() {
            self.faults.doubled += 1;
        }
        mem::take(&mut self.faults)
    }
}

async fn listen(mut socket: Socket, listener: usize, arrivals: mpsc::UnboundedSender<Arrival>) {
    while let Ok(text) = socket.next().await {
        let at = Instant::now();
        match serde_json::from_str::<Event>(&text) {
            Ok(event) if event.kind != Kind::Other => {
                let _ = arrivals.send(Arrival { listener, event, at });
            }
            _ => {}
        }
    }
}
