//! The head of a room: everything that a message reads and changes. Each entry of the room's log contains it as of
//! then, so the last one's is the room's.

use serde::{Deserialize, Serialize};

use super::{
    AgentRef, FirstResponse, HandlingTime, Identity, LastMessage, Message, MessageType, Position, Reading, Role, Room,
    RoomStatus, Sender, SenderType, Side,
};
use crate::{
    ids::{AgentId, MessageId, RoomId, UserId},
    time::Timestamp,
};

/// The head of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Room.
    pub room_id: RoomId,
    /// Number of its last event, 0 before the first.
    pub seq: u64,
    /// Number of the last event that was a change of the room, whose item has it as well.
    pub changed_seq: u64,
    /// As the room's.
    pub status: RoomStatus,
    /// As the room's.
    pub customer_id: UserId,
    /// As the room's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// As the room's.
    pub subject: String,
    /// Number of messages.
    pub message_count: u64,
    /// Number of messages from the customer.
    pub customer_messages: u64,
    /// Number of messages from agents.
    pub agent_messages: u64,
    /// Last message; not stored where the entry is that message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessage>,
    /// Time of the last event.
    pub updated_at: Timestamp,
    /// Handling time and first response so far.
    pub service: HandlingTime,
    /// Earliest time of the customer's next message under the rate limit, in milliseconds since 1970; absent if at any
    /// time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<i64>,
    /// The customer's part.
    pub customer: HeadSide,
    /// The agents' part.
    pub agents: HeadSide,
}

/// One side's part of a head.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct HeadSide {
    /// Reading position of the side when it last wrote: an answer implies that it has read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wrote: Option<Position>,
    /// Time of the last notification that was stored with a message, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notified: Option<i64>,
    /// Marks that move without an entry: stored apart.
    #[serde(skip)]
    reading: Reading,
}

impl Head {
    /// Head of a new room, before its first event.
    pub fn of(room: &Room) -> Self {
        Self {
            room_id: room.id,
            seq: 0,
            changed_seq: 0,
            status: room.status,
            customer_id: room.customer_id,
            agent: room.agent.clone(),
            subject: room.subject.clone(),
            message_count: 0,
            customer_messages: 0,
            agent_messages: 0,
            last_message: None,
            updated_at: room.created_at,
            service: HandlingTime { since: None, seconds: 0, first_response: None, is_unanswered: true },
            pace: None,
            customer: HeadSide::default(),
            agents: HeadSide::default(),
        }
    }

    /// The head with the marks of one side.
    #[must_use]
    pub fn with_reading(mut self, side: Side, reading: Reading) -> Self {
        self.on_mut(side).reading = reading;
        self
    }

    /// Marks of a side that move without an entry.
    pub fn reading(&self, side: Side) -> &Reading {
        &self.on(side).reading
    }

    fn on(&self, side: Side) -> &HeadSide {
        match side {
            Side::Customer => &self.customer,
            Side::Agent => &self.agents,
        }
    }

    fn on_mut(&mut self, side: Side) -> &mut HeadSide {
        match side {
            Side::Customer => &mut self.customer,
            Side::Agent => &mut self.agents,
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
    pub fn next_message(&self, sender: Sender, content: String) -> Message {
        Message {
            id: MessageId::of(self.room_id, self.seq + 1),
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
        self.last_message = Some(LastMessage::new(message.clone()));
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
        let notified = self.agents.notified.filter(|_| is_same_agent);
        Self {
            seq: self.seq + 1,
            changed_seq: self.seq + 1,
            service,
            agents: HeadSide { notified, ..self.agents },
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

    /// Reading position of a side: where it has moved to, or where it has written since then.
    pub fn position(&self, side: Side) -> Position {
        let HeadSide { wrote, reading, .. } = *self.on(side);
        let moved = reading.position.unwrap_or_default();
        wrote.filter(|wrote| wrote.seq > reading.as_of.max(moved.seq)).unwrap_or(moved)
    }

    /// The head after one side has moved its position.
    #[must_use]
    pub fn with_position(mut self, side: Side, position: Position) -> Self {
        let as_of = self.seq;
        let reading = &mut self.on_mut(side).reading;
        (reading.position, reading.as_of) = (Some(position), as_of);
        self
    }

    /// The head after one side has sent the last message, with the position that this implies.
    #[must_use]
    pub fn with_written(mut self, side: Side, position: Position) -> Self {
        self.on_mut(side).wrote = Some(position);
        self
    }

    /// Time of a side's last notification of a message, in milliseconds since 1970, unless it was read.
    pub fn notified(&self, side: Side) -> Option<i64> {
        let HeadSide { notified, reading, .. } = *self.on(side);
        let is_users = reading.reminded.is_some() && reading.reminded == self.user_on(side);
        let last = notified.max(reading.reminded_at.filter(|_| is_users));
        last.filter(|&at| reading.cleared.is_none_or(|cleared| cleared < at))
    }

    /// The head after one side was notified of the last message.
    #[must_use]
    pub fn with_notified(mut self, side: Side, at: i64) -> Self {
        self.on_mut(side).notified = Some(at);
        self
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
