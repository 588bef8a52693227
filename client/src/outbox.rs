//! Messages that are not acknowledged yet. Each has a name of its own, its `client_message_id`, under which it can be sent
//! as often as it takes: the system stores it once.
//!
//! A room's messages go one at a time, each after the one before it was acknowledged. Frames of one connection may be
//! handled at the same time, so two that are under way together could change places. One that can't be stored must not keep
//! those behind it for ever: the gateway drops what is too big for it without a word, and a function that breaks names no
//! message. So what got no answer by frames goes by HTTP, where each request has its own, and what fails again and again is
//! refused.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

/// The longest frame that API Gateway takes, in bytes.
const FRAME_LIMIT: usize = 32 * 1024;
/// Frames of one message that may stay unanswered.
const FRAMES_LIMIT: u32 = 2;
/// How often the system may fail at one message.
const FAILURES_LIMIT: u32 = 5;

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
    /// The system said so, and why; or it failed at it again and again.
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
    /// Frames of it that got no answer.
    frames: u32,
    /// How often the system has failed at it.
    failures: u32,
    /// When it may be sent, or sent again. `None`: at once.
    not_before: Option<Instant>,
    outcome: oneshot::Sender<Outcome>,
}

impl Outbox {
    /// Takes a message in; what becomes of it will be told.
    pub fn push(&mut self, room_id: &str, content: String) -> oneshot::Receiver<Outcome> {
        let (outcome, told) = oneshot::channel();
        let client_message_id = Uuid::new_v4().to_string();
        let outgoing = Outgoing { client_message_id, content, frames: 0, failures: 0, not_before: None, outcome };
        if !self.is_closed {
            self.rooms.entry(room_id.to_owned()).or_default().push_back(outgoing);
        }
        told
    }

    /// The frames to send now. Each is due again after `patience`, unless it is settled before.
    pub fn due(&mut self, now: Instant, patience: Duration) -> Vec<Value> {
        let by_frame = |(room_id, outgoing): (&String, &mut Outgoing)| {
            let frame = outgoing.frame(room_id).filter(|_| outgoing.frames < FRAMES_LIMIT)?;
            outgoing.frames += 1;
            outgoing.not_before = Some(now + patience);
            Some(frame)
        };
        self.first_due(now).filter_map(by_frame).collect()
    }

    /// The bodies to post now: those of all messages, or those that don't go by frames. Each is due again after `patience`,
    /// unless something comes of it before.
    pub fn due_by_http(&mut self, now: Instant, patience: Duration, all: bool) -> Vec<Value> {
        let is_by_http = |(room_id, outgoing): &(&String, &mut Outgoing)| {
            all || outgoing.frames >= FRAMES_LIMIT || outgoing.frame(room_id).is_none()
        };
        let body = |(room_id, outgoing): (&String, &mut Outgoing)| {
            outgoing.not_before = Some(now + patience);
            outgoing.body(room_id)
        };
        self.first_due(now).filter(is_by_http).map(body).collect()
    }

    fn first_due(&mut self, now: Instant) -> impl Iterator<Item = (&String, &mut Outgoing)> {
        let first = self.rooms.iter_mut().filter_map(|(room_id, queue)| Some((room_id, queue.front_mut()?)));
        first.filter(move |(_, outgoing)| outgoing.not_before.is_none_or(|time| time <= now))
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

    /// There was an answer to the last frame of a message.
    pub fn answered(&mut self, client_message_id: &str) {
        if let Some(outgoing) = self.first_named(client_message_id) {
            outgoing.frames = 0;
        }
    }

    /// The system was too busy for a message: it is due again after a pause.
    pub fn postpone(&mut self, client_message_id: &str, until: Instant) {
        if let Some(outgoing) = self.first_named(client_message_id) {
            outgoing.not_before = Some(until);
        }
    }

    /// The system has failed at a message: it is due again after a pause, unless that has happened too often.
    pub fn fail(&mut self, client_message_id: &str, detail: &str, until: Instant) {
        let Some(outgoing) = self.first_named(client_message_id) else { return };
        outgoing.failures += 1;
        outgoing.not_before = Some(until);
        if outgoing.failures >= FAILURES_LIMIT {
            self.settle(client_message_id, Err(Refused::BySystem(detail.to_owned())));
        }
    }

    fn first_named(&mut self, client_message_id: &str) -> Option<&mut Outgoing> {
        let mut first = self.rooms.values_mut().filter_map(VecDeque::front_mut);
        first.find(|outgoing| outgoing.client_message_id == client_message_id)
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

impl Outgoing {
    /// Its frame, unless that is too long to be one.
    fn frame(&self, room_id: &str) -> Option<Value> {
        let frame = json!({
            "action": "message",
            "room_id": room_id,
            "content": self.content,
            "client_message_id": self.client_message_id,
        });
        (frame.to_string().len() <= FRAME_LIMIT).then_some(frame)
    }

    /// The body of its request.
    fn body(&self, room_id: &str) -> Value {
        json!({
            "chat_room_id": room_id,
            "content": self.content,
            "client_message_id": self.client_message_id,
        })
    }
}
