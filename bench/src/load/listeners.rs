//! Listening connections, each in a task that only records events and their times of arrival.

use std::{mem, time::Duration};

use serde::Deserialize;
use shared::ids::RoomId;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use tokio_util::task::AbortOnDropHandle;

use super::{report::Faults, socket::Socket};

/// Longest wait for a frame after the answer; the system's own fan-out timeout is shorter.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(10);

/// The part of an event that identifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Event {
    /// Event type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Room of the event.
    pub room_id: Option<RoomId>,
    /// Number of the event in the room's history.
    pub seq: Option<u64>,
}

/// Types of events that scenarios wait for.
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

/// A set of listening connections.
pub struct Listeners {
    tasks: Vec<AbortOnDropHandle<()>>,
    sender: mpsc::UnboundedSender<Arrival>,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    /// Type of the event that was awaited last.
    awaited: Kind,
    faults: Faults,
}

impl Listeners {
    /// Creates an empty set.
    pub fn new() -> Self {
        let (sender, arrivals) = mpsc::unbounded_channel();
        Self { tasks: Vec::new(), sender, arrivals, awaited: Kind::Other, faults: Faults::default() }
    }

    /// Number of connections.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Adds connections.
    pub fn add(&mut self, sockets: impl IntoIterator<Item = Socket>) {
        for socket in sockets {
            let listening = tokio::spawn(listen(socket, self.tasks.len(), self.sender.clone()));
            self.tasks.push(AbortOnDropHandle::new(listening));
        }
    }

    /// Waits until every connection has received the event; returns the time of the last arrival. Others of its type
    /// count as duplicates, so nothing else may publish one meanwhile.
    pub async fn wait_for_all(&mut self, event: Event) -> Option<Instant> {
        self.awaited = event.kind;
        let deadline = Instant::now() + ARRIVAL_TIMEOUT;
        let mut received = vec![false; self.tasks.len()];
        let mut missing = received.len();
        let mut last = None;
        while missing > 0 {
            let Ok(Some(arrival)) = timeout_at(deadline, self.arrivals.recv()).await else { break };
            if arrival.event.kind != event.kind {
                continue;
            }
            if arrival.event == event && !mem::replace(&mut received[arrival.listener], true) {
                missing -= 1;
                last = last.max(Some(arrival.at));
            } else {
                self.faults.duplicated += 1;
            }
        }
        self.faults.lost += missing;
        last
    }

    /// Returns and resets the faults since the last call. Events of other types may still arrive, such as what the
    /// system says of an assignment.
    pub fn take_faults(&mut self) -> Faults {
        while let Ok(arrival) = self.arrivals.try_recv() {
            self.faults.duplicated += usize::from(arrival.event.kind == self.awaited);
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
