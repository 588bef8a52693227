//! A room with everything that a client sees of it.

use super::{Agent, Head, Message, Room, User};

/// All parts of a `ChatRoom`.
#[derive(Clone, Debug)]
pub struct RoomDetails {
    /// Room.
    pub room: Room,
    /// Head.
    pub head: Head,
    /// Customer.
    pub customer: Option<User>,
    /// Agent.
    pub agent: Option<Agent>,
    /// Last message.
    pub last_message: Option<Message>,
}
