//! The head of a room: everything that a message reads and changes, in one item that is in no index. Every event of the
//! room increments `seq` under the condition that nothing else has, which keeps the numbers gap-free and the room's
//! history linear.

use serde::{Deserialize, Serialize};

use super::{
    AgentRef, FirstResponse, HandlingTime, Identity, LastMessage, Message, MessageType, Position, Role, Room,
    RoomStatus, Sender, SenderType, Side,
};
use crate::{
    ids::{AgentId, MessageId, RoomId, UserId},
    table::{Entity, Key, Write},
    time::Timestamp,
};

/// The head of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Room.
    pub room_id: RoomId,
    /// Number of its last event, 0 before the first.
    pub seq: u64,
    /// Copy of the room's, so that a message need not read the room: both change in one transaction.
    pub status: RoomStatus,
    /// Copy of the room's.
    pub customer_id: UserId,
    /// Copy of the room's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// Copy of the room's.
    pub subject: String,
    /// Number of messages.
    pub message_count: u64,
    /// Number of messages from the customer.
    pub customer_messages: u64,
    /// Number of messages from agents.
    pub agent_messages: u64,
    /// Last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessage>,
    /// Time of the last event.
    pub updated_at: Timestamp,
    /// Number of the last event that the customer has read.
    pub customer_read_seq: u64,
    /// Number of agents' messages up to there.
    pub customer_read_count: u64,
    /// Time of the customer's last reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_read_at: Option<Timestamp>,
    /// Number of the last event that the agent has read.
    pub agent_read_seq: u64,
    /// Number of the customer's messages up to there.
    pub agent_read_count: u64,
    /// Time of the agent's last reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_read_at: Option<Timestamp>,
    /// Handling time and first response so far.
    pub service: HandlingTime,
    /// Earliest time of the customer's next message under the rate limit, in milliseconds since 1970; absent if at any
    /// time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<i64>,
    /// Time of the customer's unread notification of a message, in milliseconds since 1970; absent once it is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_noted: Option<i64>,
    /// The same for the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_noted: Option<i64>,
}

impl Head {
    /// Head of a new room, before its first event.
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

    /// A user as sender to the room.
    pub fn sender(&self, who: &Identity) -> Sender {
        let kind = if who.user_id == self.customer_id { SenderType::User } else { SenderType::Agent };
        let is_guest = who.role == Role::Visitor;
        Sender { user_id: Some(who.user_id), kind, name: who.name.clone(), is_guest }
    }

    /// A text message that comes next in the room. Times never decrease within a room, whatever the clocks of the
    /// machines that write to it.
    pub fn next_message(&self, id: MessageId, sender: Sender, content: String) -> Message {
        Message {
            id,
            room_id: self.room_id,
            seq: self.seq + 1,
            customer_messages: self.customer_messages + u64::from(sender.kind == SenderType::User),
            agent_messages: self.agent_messages + u64::from(sender.kind == SenderType::Agent),
            message_type: if sender.kind == SenderType::System { MessageType::System } else { MessageType::Text },
            sender,
            content,
            attachment: None,
            client_message_id: None,
            created_at: Timestamp::now().max(self.updated_at),
            edited_at: None,
        }
    }

    /// `message` as the last one of the room.
    pub fn as_last(&self, message: &Message) -> LastMessage {
        let agent_name = self.agent.as_ref().map_or(0, |agent| agent.name.len());
        LastMessage::new(message, self.subject.len() + agent_name)
    }

    /// Appends the next message.
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
        self.last_message = Some(self.as_last(message));
    }

    /// The first response that a message makes, if the assigned agent sent it.
    fn response_by(&self, message: &Message) -> Option<FirstResponse> {
        let (agent, since) = self.agent.as_ref().zip(self.service.since)?;
        let is_theirs = message.sender.user_id == Some(agent.user_id);
        let response = FirstResponse { agent_id: agent.id, seconds: message.created_at.seconds_since(since) };
        is_theirs.then_some(response)
    }

    /// Head after the next event, a change of the room.
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
        // A new agent has not been notified of anything yet.
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

    /// `true` if a user may see this room: its customer (a visitor only as guest of this room) and all staff.
    pub fn is_visible_to(&self, who: &Identity) -> bool {
        who.role.is_staff() || (who.user_id == self.customer_id && who.is_bound_to(self.room_id))
    }

    /// Side that a user reads for; `None` for an admin or another agent who watches.
    pub fn side_of(&self, who: &Identity) -> Option<Side> {
        if who.user_id == self.customer_id {
            return Some(Side::Customer);
        }
        let is_agent = |agent_id: AgentId| self.agent.as_ref().is_some_and(|agent| agent.id == agent_id);
        who.agent_id.filter(|&id| is_agent(id)).map(|_| Side::Agent)
    }

    /// User of a side, if there is one.
    pub fn user_on(&self, side: Side) -> Option<UserId> {
        match side {
            Side::Customer => Some(self.customer_id),
            Side::Agent => self.agent.as_ref().and_then(AgentRef::user),
        }
    }

    /// Reading position of a side.
    pub fn position(&self, side: Side) -> Position {
        match side {
            Side::Customer => {
                Position { seq: self.customer_read_seq, count: self.customer_read_count, at: self.customer_read_at }
            }
            Side::Agent => Position { seq: self.agent_read_seq, count: self.agent_read_count, at: self.agent_read_at },
        }
    }

    /// Head with another position of one side.
    #[must_use]
    pub fn with_position(self, side: Side, Position { seq, count, at }: Position) -> Self {
        match side {
            Side::Customer => Self { customer_read_seq: seq, customer_read_count: count, customer_read_at: at, ..self },
            Side::Agent => Self { agent_read_seq: seq, agent_read_count: count, agent_read_at: at, ..self },
        }
    }

    /// Time of a side's unread notification of a message, in milliseconds since 1970.
    pub fn noted(&self, side: Side) -> Option<i64> {
        match side {
            Side::Customer => self.customer_noted,
            Side::Agent => self.agent_noted,
        }
    }

    /// Head after one side was notified, or has read its notification.
    #[must_use]
    pub fn with_noted(self, side: Side, noted: Option<i64>) -> Self {
        match side {
            Side::Customer => Self { customer_noted: noted, ..self },
            Side::Agent => Self { agent_noted: noted, ..self },
        }
    }

    /// Number of the other side's messages, from the view of `side`.
    pub fn received_by(&self, side: Side) -> u64 {
        match side {
            Side::Customer => self.agent_messages,
            Side::Agent => self.customer_messages,
        }
    }

    /// Number of the other side's messages that `side` has not read.
    pub fn unread(&self, side: Side) -> u64 {
        self.received_by(side).saturating_sub(self.position(side).count)
    }

    /// Reading position of a sender's recipients. The system's messages are addressed to the customer.
    pub fn readers_position(&self, sender: SenderType) -> Position {
        match sender {
            SenderType::User => self.position(Side::Agent),
            SenderType::Agent | SenderType::System => self.position(Side::Customer),
        }
    }
}

impl Head {
    /// Write of the changes from this head to the one `after` an event, if no other event came before. It excludes the
    /// reading positions, which move without events.
    pub fn advance(&self, after: &Self) -> Write {
        let write = Write::update(self.key())
            .set("seq", after.seq)
            .set("status", after.status)
            .set("subject", &after.subject)
            .set("message_count", after.message_count)
            .set("customer_messages", after.customer_messages)
            .set("agent_messages", after.agent_messages)
            .set("updated_at", after.updated_at)
            .set("service", &after.service)
            .when_equals("seq", self.seq);
        // Reading a notification changes these without an event: only the fields that this event changes are written.
        let optional = [
            ("pace", self.pace, after.pace),
            ("customer_noted", self.customer_noted, after.customer_noted),
            ("agent_noted", self.agent_noted, after.agent_noted),
        ];
        let changed = optional.into_iter().filter(|(_, before, after)| before != after);
        let write = changed.fold(write, |write, (name, _, value)| match value {
            Some(value) => write.set(name, value),
            None => write.remove(name),
        });
        let write = match &after.agent {
            Some(agent) => write.set("agent", agent),
            None => write.remove("agent"),
        };
        match &after.last_message {
            Some(last_message) => write.set("last_message", last_message),
            None => write,
        }
    }

    /// Key of the head of a room.
    pub fn key_of(room: RoomId) -> Key {
        Key::new(Room::partition(room), "HEAD")
    }
}

impl Entity for Head {
    fn key(&self) -> Key {
        Self::key_of(self.room_id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{model::RoomEvent, table::MAX_PADDED};

    proptest! {
        #[test]
        fn messages_events_and_the_rest_of_a_room_never_mix(seq in 0..=MAX_PADDED) {
            let room = RoomId::new();
            let events = [Message::key_of(room, seq), RoomEvent::key_of(room, seq)];
            let keys = [&[Room::key_of(room), Head::key_of(room)], &events[..]].concat();
            for (i, a) in keys.iter().enumerate() {
                for b in &keys[i + 1..] {
                    prop_assert_ne!(a, b);
                }
            }
        }
    }
}
