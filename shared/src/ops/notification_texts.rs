//! Texts of notifications. Their recipients are decided by the operations that send them.

use crate::{
    ids::{NotificationId, RoomId, UserId},
    model::{Head, Message, Notification, NotificationType, Room, RoomChange, Side},
    text::cut,
    time::Timestamp,
};

/// Longest quotation of a message in a notification, in characters.
const QUOTED: usize = 100;

/// Notification of `message` for a user who has no unread notification of the room.
pub(super) fn new_message((user_id, side): (UserId, Side), head: &Head, message: &Message) -> Notification {
    let file_name = message.attachment.as_ref().map_or("", |file| &file.name);
    let said = if message.content.is_empty() { file_name } else { &message.content };
    let quoted = cut(said, QUOTED).to_owned();
    let title = format!("New message from {}", message.sender.name);
    let room = (head.room_id, &*head.subject);
    Notification { side: Some(side), ..notification(user_id, NotificationType::NewMessage, room, title, quoted) }
}

/// Notification for an agent who could take `room`.
pub(super) fn new_chat(user_id: UserId, room: &Room, customer: &str) -> Notification {
    let message = format!("{customer} is waiting: {}", room.subject);
    notification(user_id, NotificationType::NewChat, (room.id, &room.subject), "New chat".into(), message)
}

/// Notification of a change of `room` for a participant; `None` for changes without one.
pub(super) fn room_changed(user_id: UserId, change: RoomChange, room: &Room, by: &str) -> Option<Notification> {
    let agent = room.agent.as_ref().map_or("An agent", |agent| &agent.name);
    let subject = &room.subject;
    let (kind, title, message) = match change {
        RoomChange::Assigned | RoomChange::Taken => {
            (NotificationType::AgentAssigned, "Chat assigned", format!("“{subject}” was assigned to {agent}"))
        }
        RoomChange::Transferred => {
            (NotificationType::ChatTransferred, "Chat transferred", format!("“{subject}” was transferred to {agent}"))
        }
        RoomChange::Unassigned => {
            (NotificationType::AgentUnassigned, "Chat returned", format!("“{subject}” is back in the queue"))
        }
        RoomChange::Resolved => (NotificationType::ChatResolved, "Chat resolved", format!("{by} resolved “{subject}”")),
        RoomChange::Closed => (NotificationType::ChatClosed, "Chat closed", format!("{by} closed “{subject}”")),
        RoomChange::Edited | RoomChange::Reopened | RoomChange::Rated => return None,
    };
    Some(notification(user_id, kind, (room.id, subject), title.into(), message))
}

fn notification(
    user_id: UserId,
    notification_type: NotificationType,
    (room_id, subject): (RoomId, &str),
    title: String,
    message: String,
) -> Notification {
    Notification {
        id: NotificationId::new(),
        user_id,
        notification_type,
        title,
        message,
        room_id,
        room_subject: subject.into(),
        side: None,
        created_at: Timestamp::now(),
        read_at: None,
    }
}
