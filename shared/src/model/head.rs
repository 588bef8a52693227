//! The head of a room: everything that a message needs to know, and all that it changes, in one item that is in no
//! index. Every event of the room raises `seq` under the condition that nobody else did, which is what makes the
//! numbers gap-free and the room's history one line.

use serde::{Deserialize, Serialize};

use super::{AgentRef, Attachment, Identity, Message, Room, RoomStatus, SenderType};
use crate::{
    ids::{AgentId, RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// The head of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The room.
    pub room_id: RoomId,
    /// The number of its last event, 0 before the first.
    pub seq: u64,
    /// As the room's, so that a message need not read the room: both change in one transaction.
    pub status: RoomStatus,
    /// As the room's.
    pub customer_id: UserId,
    /// As the room's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// As the room's.
    pub subject: String,
    /// How many messages it has.
    pub message_count: u64,
    /// How many of them the customer sent.
    pub customer_messages: u64,
    /// How many of them agents sent.
    pub agent_messages: u64,
    /// Its last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessage>,
    /// When something last happened in it.
    pub updated_at: Timestamp,
    /// Up to which event the customer has read.
    pub customer_read_seq: u64,
    /// How many agents' messages that includes.
    pub customer_read_count: u64,
    /// When that last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_read_at: Option<Timestamp>,
    /// Up to which event the agent has read.
    pub agent_read_seq: u64,
    /// How many of the customer's messages that includes.
    pub agent_read_count: u64,
    /// When that last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_read_at: Option<Timestamp>,
    /// What agents have done for it so far.
    pub service: HandlingTime,
    /// From when on the customer's next message is in time, in milliseconds since 1970; absent when it is any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<i64>,
    /// When the customer was last notified of a message, in milliseconds since 1970, unless they have read that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_noted: Option<i64>,
    /// The same of the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_noted: Option<i64>,
}

/// What agents have done for a room: what their figures come from once it is over.
/// Stored as a list, without names: it is part of what every message writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredHandlingTime", into = "StoredHandlingTime")]
pub struct HandlingTime {
    /// Since when the agent who has it has it.
    pub since: Option<Timestamp>,
    /// How long others had it before, in seconds.
    pub seconds: u64,
    /// The first answer.
    pub first_response: Option<FirstResponse>,
    /// Whether the customer has the last word, which they have from the start.
    pub is_unanswered: bool,
}

/// Since when in milliseconds, for how many seconds before, whose first answer after how many, whether there is none now.
type StoredHandlingTime = (Option<i64>, u64, Option<(AgentId, u64)>, bool);

impl From<StoredHandlingTime> for HandlingTime {
    fn from((since, seconds, first_response, is_unanswered): StoredHandlingTime) -> Self {
        let first_response = first_response.map(|(agent_id, seconds)| FirstResponse { agent_id, seconds });
        Self { since: since.and_then(Timestamp::from_unix_millis), seconds, first_response, is_unanswered }
    }
}

impl From<HandlingTime> for StoredHandlingTime {
    fn from(HandlingTime { since, seconds, first_response, is_unanswered }: HandlingTime) -> Self {
        let first_response = first_response.map(|FirstResponse { agent_id, seconds }| (agent_id, seconds));
        (since.map(Timestamp::unix_millis), seconds, first_response, is_unanswered)
    }
}

/// The first answer that a room got from the agent who had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstResponse {
    /// Whose.
    pub agent_id: AgentId,
    /// How long that agent had had the room, in seconds: what goes by in the queue, or with another agent, isn't theirs.
    pub seconds: u64,
}

impl HandlingTime {
    /// For how long agents have had the room up to `now`, in seconds.
    pub fn seconds_until(&self, now: Timestamp) -> u64 {
        self.seconds + self.since.map_or(0, |since| now.seconds_since(since))
    }
}

/// The last message of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LastMessage {
    /// Its number.
    pub seq: u64,
    /// When it was stored.
    pub created_at: Timestamp,
    /// The message, unless it is so long that every later write of the head would cost more for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// How much text, in bytes, a head can hold and still be below 1 KiB, which is one write unit: the rest of it, with the
/// names of its attributes, takes about 840.
const TEXT: usize = 180;

impl LastMessage {
    /// `message` as the last of the room with this head.
    pub fn new(message: &Message, head: &Head) -> Self {
        let agent_name = head.agent.as_ref().map_or("", |agent| &agent.name);
        let texts = [&message.content, &message.sender.name, &head.subject, agent_name];
        let file = message.attachment.as_ref().map_or(0, |file| file.name.len() + Attachment::STORED);
        let is_kept = texts.iter().map(|text| text.len()).sum::<usize>() + file <= TEXT;
        Self { seq: message.seq, created_at: message.created_at, message: is_kept.then(|| message.clone()) }
    }
}

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The customer's.
    Customer,
    /// The assigned agent's.
    Agent,
}

impl Side {
    /// Its name in an event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
        }
    }

    /// The one across.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Customer => Self::Agent,
            Self::Agent => Self::Customer,
        }
    }
}

/// Up to where one side has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The number of the last event read.
    pub seq: u64,
    /// How many of the other side's messages that includes: what makes counting unread ones a subtraction.
    pub count: u64,
    /// When it was moved there.
    pub at: Option<Timestamp>,
}

impl Head {
    /// The head of a new room, before its first event.
    pub fn of(room: &Room) -> Self {
        Self {
            room_id: room.id,
            seq: 0,
            status: room.status,
            customer_id: room.customer_id,
            agent: room.agent.clone(),
            subject: room.subject.clone(),
            message_count: 0,
            customer_messages: 0,
            agent_messages: 0,
            last_message: None,
            updated_at: room.created_at,
            customer_read_seq: 0,
            customer_read_count: 0,
            customer_read_at: None,
            agent_read_seq: 0,
            agent_read_count: 0,
            agent_read_at: None,
            service: HandlingTime { since: None, seconds: 0, first_response: None, is_unanswered: true },
            pace: None,
            customer_noted: None,
            agent_noted: None,
        }
    }

    /// Takes in a message that comes next.
    pub fn append(&mut self, message: &Message) {
        self.seq = message.seq;
        self.message_count += 1;
        self.customer_messages = message.customer_messages;
        self.agent_messages = message.agent_messages;
        self.updated_at = message.created_at;
        if self.service.first_response.is_none() {
            self.service.first_response = self.response_by(message);
        }
        if let Some(side) = message.sender.side() {
            self.service.is_unanswered = side == Side::Customer;
        }
        self.last_message = Some(LastMessage::new(message, self));
    }

    /// What makes a message an answer: the agent sent it who has the room.
    fn response_by(&self, message: &Message) -> Option<FirstResponse> {
        let (agent, since) = self.agent.as_ref().zip(self.service.since)?;
        let is_theirs = message.sender.user_id == Some(agent.user_id);
        let response = FirstResponse { agent_id: agent.id, seconds: message.created_at.seconds_since(since) };
        is_theirs.then_some(response)
    }

    /// Takes in a change of the room that comes next.
    #[must_use]
    pub fn changed(self, room: &Room, time: Timestamp) -> Self {
        let holder = room.holder().map(|agent| agent.id);
        let had_it = self.agent.as_ref().filter(|_| self.service.since.is_some()).map(|agent| agent.id);
        let service = if holder == had_it {
            self.service
        } else {
            let seconds = self.service.seconds_until(time);
            HandlingTime { since: holder.map(|_| time), seconds, ..self.service }
        };
        // Another agent has been notified of nothing yet.
        let is_same_agent = self.agent.as_ref().map(|agent| agent.id) == room.agent.as_ref().map(|agent| agent.id);
        Self {
            seq: self.seq + 1,
            service,
            agent_noted: self.agent_noted.filter(|_| is_same_agent),
            status: room.status,
            agent: room.agent.clone(),
            subject: room.subject.clone(),
            updated_at: time,
            ..self
        }
    }

    /// Whether somebody may know of this room: its customer – as a visitor, only who is a guest of it – and all staff.
    pub fn is_visible_to(&self, who: &Identity) -> bool {
        who.role.is_staff() || (who.user_id == self.customer_id && who.is_bound_to(self.room_id))
    }

    /// The side that somebody reads for; an admin or another agent who looks on has none.
    pub fn side_of(&self, who: &Identity) -> Option<Side> {
        if who.user_id == self.customer_id {
            return Some(Side::Customer);
        }
        let is_agent = |agent_id: AgentId| self.agent.as_ref().is_some_and(|agent| agent.id == agent_id);
        who.agent_id.filter(|&id| is_agent(id)).map(|_| Side::Agent)
    }

    /// The user on a side, if there is one.
    pub fn user_on(&self, side: Side) -> Option<UserId> {
        match side {
            Side::Customer => Some(self.customer_id),
            Side::Agent => self.agent.as_ref().and_then(AgentRef::user),
        }
    }

    /// How far a side has read.
    pub fn position(&self, side: Side) -> Position {
        match side {
            Side::Customer => {
                Position { seq: self.customer_read_seq, count: self.customer_read_count, at: self.customer_read_at }
            }
            Side::Agent => Position { seq: self.agent_read_seq, count: self.agent_read_count, at: self.agent_read_at },
        }
    }

    /// The head with one side's position elsewhere.
    #[must_use]
    pub fn with_position(self, side: Side, Position { seq, count, at }: Position) -> Self {
        match side {
            Side::Customer => Self { customer_read_seq: seq, customer_read_count: count, customer_read_at: at, ..self },
            Side::Agent => Self { agent_read_seq: seq, agent_read_count: count, agent_read_at: at, ..self },
        }
    }

    /// When a side was last notified of a message, unless it has read that: in milliseconds since 1970.
    pub fn noted(&self, side: Side) -> Option<i64> {
        match side {
            Side::Customer => self.customer_noted,
            Side::Agent => self.agent_noted,
        }
    }

    /// The head with a side that is notified now, or has read its notification.
    #[must_use]
    pub fn with_noted(self, side: Side, noted: Option<i64>) -> Self {
        match side {
            Side::Customer => Self { customer_noted: noted, ..self },
            Side::Agent => Self { agent_noted: noted, ..self },
        }
    }

    /// How many messages of the other side a side has received.
    pub fn received_by(&self, side: Side) -> u64 {
        match side {
            Side::Customer => self.agent_messages,
            Side::Agent => self.customer_messages,
        }
    }

    /// How many of them it has not read.
    pub fn unread(&self, side: Side) -> u64 {
        self.received_by(side).saturating_sub(self.position(side).count)
    }

    /// How far the other side has read, seen from who sent a message. What the system says is for the customer.
    pub fn readers_position(&self, sender: SenderType) -> Position {
        match sender {
            SenderType::User => self.position(Side::Agent),
            SenderType::Agent | SenderType::System => self.position(Side::Customer),
        }
    }
}

impl Entity for Head {
    fn key(&self) -> Key {
        Key::head(self.room_id)
    }
}
