//! Messages that are not acknowledged yet. Each has a name of its own, its `client_message_id`, under which it can be sent
//! as often as it takes: the system stores it once.
//!
//! A room's messages go one at a time, each after the one before it was acknowledged. Frames of one connection may be
//! handled at the same time, so two that are under way together could change places.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

/// A message that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Its id.
    pub id: String,
    /// Its number in the room.
    pub seq: u64,
    /// The name it was sent under.
    pub client_message_id: String,
}

/// Why a message will never be stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The system said so, and why.
    #[error("{0}")]
    BySystem(String),
    /// The client ended before it was acknowledged. It may be stored all the same.
    #[error("the client ended before it was acknowledged")]
    Ended,
}

/// What became of a message.
pub type Outcome = Result<Acknowledged, Refused>;

/// The messages on their way, room by room.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    rooms: BTreeMap<String, VecDeque<Outgoing>>,
    /// Nobody will send anything any more.
    is_closed: bool,
}

#[derive(Debug)]
struct Outgoing {
    client_message_id: String,
    content: String,
    /// When it may be sent, or sent again. `None`: at once.
    not_before: Option<Instant>,
    outcome: oneshot::Sender<Outcome>,
}

impl Outbox {
    /// Takes a message in; what becomes of it will be told.
    pub fn push(&mut self, room_id: &str, content: String) -> oneshot::Receiver<Outcome> {
        let (outcome, told) = oneshot::channel();
        let client_message_id = Uuid::new_v4().to_string();
        let outgoing = Outgoing { client_message_id, content, not_before: None, outcome };
        if !self.is_closed {
            self.rooms.entry(room_id.to_owned()).or_default().push_back(outgoing);
        }
        told
    }

    /// The frames to send now. Each is due again after `patience`, unless it is settled before.
    pub fn due(&mut self, now: Instant, patience: Duration) -> Vec<Value> {
        let first = self.rooms.iter_mut().filter_map(|(room_id, queue)| Some((room_id, queue.front_mut()?)));
        let due = first.filter(|(_, outgoing)| outgoing.not_before.is_none_or(|time| time <= now));
        due.map(|(room_id, outgoing)| {
            outgoing.not_before = Some(now + patience);
            json!({
                "action": "message",
                "room_id": room_id,
                "content": outgoing.content,
                "client_message_id": outgoing.client_message_id,
            })
        })
        .collect()
    }

    /// When the next frame is due, if no frame arrives before.
    pub fn due_at(&self, now: Instant) -> Option<Instant> {
        self.rooms.values().filter_map(|queue| Some(queue.front()?.not_before.unwrap_or(now))).min()
    }

    /// What was sent over a connection that is lost, may be lost: all of it is due at once.
    pub fn connection_lost(&mut self) {
        for outgoing in self.rooms.values_mut().filter_map(VecDeque::front_mut) {
            outgoing.not_before = None;
        }
    }

    /// The system was too busy for a message: it is due again after a pause.
    pub fn postpone(&mut self, client_message_id: &str, until: Instant) {
        let mut first = self.rooms.values_mut().filter_map(VecDeque::front_mut);
        if let Some(outgoing) = first.find(|outgoing| outgoing.client_message_id == client_message_id) {
            outgoing.not_before = Some(until);
        }
    }

    /// A message is acknowledged or refused; the next of its room is due.
    pub fn settle(&mut self, client_message_id: &str, outcome: Outcome) {
        let is_it = |outgoing: &mut Outgoing| outgoing.client_message_id == client_message_id;
        if let Some(settled) = self.rooms.values_mut().find_map(|queue| queue.pop_front_if(is_it)) {
            // Who doesn't want to know has dropped the receiver.
            let _ = settled.outcome.send(outcome);
        }
        self.rooms.retain(|_, queue| !queue.is_empty());
    }

    /// Nothing will be sent any more, neither what is in it nor what is put in.
    pub fn close(&mut self) {
        self.is_closed = true;
        self.rooms.clear();
    }
}
