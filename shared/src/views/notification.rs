//! Notification.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{NotificationId, RoomId},
    model::{Notification, NotificationType, NotificationsRead},
    time::Timestamp,
};

/// A notification.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationView {
    id: NotificationId,
    notification_type: NotificationType,
    title: String,
    message: String,
    chat_room: RoomId,
    chat_room_id: RoomId,
    chat_room_subject: String,
    is_read: bool,
    read_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl NotificationView {
    /// `notification`, with its owner's mark of read ones.
    pub fn new(notification: &Notification, mark: Option<&NotificationsRead>) -> Self {
        let read_at = NotificationsRead::read_at(mark, notification);
        Self {
            id: notification.id,
            notification_type: notification.notification_type,
            title: notification.title.clone(),
            message: notification.message.clone(),
            chat_room: notification.room_id,
            chat_room_id: notification.room_id,
            chat_room_subject: notification.room_subject.clone(),
            is_read: read_at.is_some(),
            read_at,
            created_at: notification.created_at,
        }
    }
}
