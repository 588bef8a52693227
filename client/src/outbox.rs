//! Messages that are not acknowledged yet. Each has a `client_message_id`, under which it can be sent repeatedly: the
//! system stores it once.
//!
//! A room's messages are sent one at a time, each after the previous acknowledgement: frames of one connection may be
//! processed concurrently, so two in flight could be stored in the wrong order. A message that can't be stored must not
//! block the next ones for good: the gateway silently drops frames that are too large, and an error of a crashed
//! function names no message. So a message without an answer by frame is posted by HTTP, where each request has its own
//! answer, and one that fails repeatedly is refused.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

/// Maximum frame size of API Gateway, in bytes.
const MAX_FRAME_SIZE: usize = 32 * 1024;
/// Unanswered frames of one message before it is posted by HTTP.
const MAX_UNANSWERED_FRAMES: u32 = 2;
/// Failures of the system at one message before it counts as refused.
const MAX_FAILURES: u32 = 5;

/// Acknowledgement of a stored message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Id of the message.
    pub id: String,
    /// Number of the event in the room's history.
    pub seq: u64,
    /// Client-generated id under which it was sent.
    pub client_message_id: String,
}

/// Reasons why a message is not stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Refused by the system, with its reason, or after repeated failures.
    #[error("{0}")]
    BySystem(String),
    /// The client ended before the acknowledgement. The message may be stored all the same.
    #[error("the client ended before it was acknowledged")]
    Ended,
}

/// Result of sending a message.
pub type Outcome = Result<Acknowledged, Refused>;

/// Unacknowledged messages, by room.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    rooms: BTreeMap<String, VecDeque<Outgoing>>,
    /// `true` once the client has ended and sends no more.
    is_closed: bool,
}

#[derive(Debug)]
struct Outgoing {
    client_message_id: String,
    content: String,
    /// Last event of the room that was known when the message was written: with it, a retry is recognized however late.
    after_seq: Option<u64>,
    /// Frames sent without an answer.
    frames: u32,
    /// Failures of the system at this message.
    failures: u32,
    /// Earliest time to send it, or to send it again; `None` for at once.
    not_before: Option<Instant>,
    outcome: oneshot::Sender<Outcome>,
}

impl Outbox {
    /// Queues a message; the receiver resolves with its outcome.
    pub fn push(&mut self, room_id: &str, content: String, after_seq: Option<u64>) -> oneshot::Receiver<Outcome> {
        let (outcome, outcome_receiver) = oneshot::channel();
        let client_message_id = Uuid::new_v4().to_string();
        let outgoing =
            Outgoing { client_message_id, content, after_seq, frames: 0, failures: 0, not_before: None, outcome };
        if !self.is_closed {
            self.rooms.entry(room_id.to_owned()).or_default().push_back(outgoing);
        }
        outcome_receiver
    }

    /// Frames to send now. Each is due again after `frame_timeout`, unless it is acknowledged or refused before.
    pub fn due(&mut self, now: Instant, frame_timeout: Duration) -> Vec<Value> {
        let next_frame = |(room_id, outgoing): (&String, &mut Outgoing)| {
            let frame = outgoing.frame(room_id).filter(|_| outgoing.frames < MAX_UNANSWERED_FRAMES)?;
            outgoing.frames += 1;
            outgoing.not_before = Some(now + frame_timeout);
            Some(frame)
        };
        self.first_due(now).filter_map(next_frame).collect()
    }

    /// Request bodies to post now: of all messages, or of those that can't go by frame. Each is due again after
    /// `request_timeout`, unless there is an outcome before.
    pub fn due_by_http(&mut self, now: Instant, request_timeout: Duration, all: bool) -> Vec<Value> {
        let is_by_http = |(room_id, outgoing): &(&String, &mut Outgoing)| {
            all || outgoing.frames >= MAX_UNANSWERED_FRAMES || outgoing.frame(room_id).is_none()
        };
        let body = |(room_id, outgoing): (&String, &mut Outgoing)| {
            outgoing.not_before = Some(now + request_timeout);
            outgoing.body(room_id)
        };
        self.first_due(now).filter(is_by_http).map(body).collect()
    }

    fn first_due(&mut self, now: Instant) -> impl Iterator<Item = (&String, &mut Outgoing)> {
        let first = self.rooms.iter_mut().filter_map(|(room_id, queue)| Some((room_id, queue.front_mut()?)));
        first.filter(move |(_, outgoing)| outgoing.not_before.is_none_or(|time| time <= now))
    }

    /// Time of the next frame, unless a frame arrives before.
    pub fn due_at(&self, now: Instant) -> Option<Instant> {
        self.rooms.values().filter_map(|queue| Some(queue.front()?.not_before.unwrap_or(now))).min()
    }

    /// Makes all messages due at once: those sent over the lost connection may be lost with it.
    pub fn connection_lost(&mut self) {
        for outgoing in self.rooms.values_mut().filter_map(VecDeque::front_mut) {
            outgoing.not_before = None;
        }
    }

    /// Records an answer to the last frame of a message.
    pub fn answered(&mut self, client_message_id: &str) {
        if let Some(outgoing) = self.first_with_id(client_message_id) {
            outgoing.frames = 0;
        }
    }

    /// Makes a message due again later, because the system was overloaded.
    pub fn postpone(&mut self, client_message_id: &str, until: Instant) {
        if let Some(outgoing) = self.first_with_id(client_message_id) {
            outgoing.not_before = Some(until);
        }
    }

    /// Records a failure of the system: the message is due again later, or refused after too many failures.
    pub fn fail(&mut self, client_message_id: &str, detail: &str, until: Instant) {
        let Some(outgoing) = self.first_with_id(client_message_id) else { return };
        outgoing.failures += 1;
        outgoing.not_before = Some(until);
        if outgoing.failures >= MAX_FAILURES {
            self.complete(client_message_id, Err(Refused::BySystem(detail.to_owned())));
        }
    }

    fn first_with_id(&mut self, client_message_id: &str) -> Option<&mut Outgoing> {
        let mut first = self.rooms.values_mut().filter_map(VecDeque::front_mut);
        first.find(|outgoing| outgoing.client_message_id == client_message_id)
    }

    /// Completes a message with its outcome; the next one of its room is due.
    pub fn complete(&mut self, client_message_id: &str, outcome: Outcome) {
        let is_match = |outgoing: &mut Outgoing| outgoing.client_message_id == client_message_id;
        if let Some(completed) = self.rooms.values_mut().find_map(|queue| queue.pop_front_if(is_match)) {
            // The receiver is dropped if the caller ignores the outcome.
            let _ = completed.outcome.send(outcome);
        }
        self.rooms.retain(|_, queue| !queue.is_empty());
    }

    /// Drops all messages and rejects new ones.
    pub fn close(&mut self) {
        self.is_closed = true;
        self.rooms.clear();
    }
}

impl Outgoing {
    /// Builds its frame; `None` if that would be too large.
    fn frame(&self, room_id: &str) -> Option<Value> {
        let frame = json!({
            "action": "message",
            "room_id": room_id,
            "content": self.content,
            "client_message_id": self.client_message_id,
            "after_seq": self.after_seq,
        });
        (frame.to_string().len() <= MAX_FRAME_SIZE).then_some(frame)
    }

    /// Builds its request body.
    fn body(&self, room_id: &str) -> Value {
        json!({
            "chat_room_id": room_id,
            "content": self.content,
            "client_message_id": self.client_message_id,
            "after_seq": self.after_seq,
        })
    }
}
