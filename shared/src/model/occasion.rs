//! Occasions to reach users who aren't looking: what an entry of a room's log is to those whom it concerns.

use super::{EntryKind, LogEntry, NotificationType, RoomChange, RoomStatus, SenderType, Side, string_enum};

string_enum!(
    /// Occasion to reach a user.
    Occasion {
        /// The other side has written in a room of theirs.
        NewMessage = "new_message",
        /// Somebody else has assigned a room to them.
        Assigned = "assigned",
        /// A room waits for an agent.
        NewChat = "new_chat",
    }
);

impl NotificationType {
    /// Occasion of which this tells a user who isn't looking, if it is one.
    pub fn occasion(self) -> Option<Occasion> {
        match self {
            Self::NewMessage => Some(Occasion::NewMessage),
            Self::AgentAssigned | Self::ChatTransferred => Some(Occasion::Assigned),
            Self::NewChat | Self::AgentUnassigned => Some(Occasion::NewChat),
            Self::ChatResolved | Self::ChatClosed => None,
        }
    }
}

/// Users whom an entry concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The room's user on this side, if there is one.
    Side(Side),
    /// Agents who could take the room.
    Agents,
}

impl LogEntry {
    /// The occasion that the entry is, and those whom it concerns. Who takes a room knows of it; only admins assign rooms,
    /// and they aren't agents.
    pub fn occasion(&self) -> Option<(Occasion, Audience)> {
        let waits = self.head.status == RoomStatus::Waiting;
        match &self.kind {
            EntryKind::Message(said) => {
                let side = match said.sender_kind() {
                    SenderType::User => Side::Agent,
                    SenderType::Agent => Side::Customer,
                    SenderType::System => return None,
                };
                Some((Occasion::NewMessage, Audience::Side(side)))
            }
            EntryKind::Created | EntryKind::Updated { change: RoomChange::Reopened | RoomChange::Unassigned, .. }
                if waits =>
            {
                Some((Occasion::NewChat, Audience::Agents))
            }
            EntryKind::Updated { change: RoomChange::Assigned | RoomChange::Transferred, .. } => {
                Some((Occasion::Assigned, Audience::Side(Side::Agent)))
            }
            EntryKind::Created | EntryKind::Edited { .. } | EntryKind::Updated { .. } | EntryKind::Removed => None,
        }
    }
}
