//! Notification of a message's reader, who has at most one unread notification of a room.

use crate::{
    ids::UserId,
    model::{Head, Message, Notification, NotificationsRead, Side},
    ops::notification_texts,
    table::{Read, Table, Write},
};

/// The notification that a message causes.
pub(super) enum Reminder {
    /// None: nobody is to read the message.
    Nobody,
    /// The first since the reader has read the last one; stored with the message.
    First(Side, Notification),
    /// Another one, if the reader has marked all notifications as read since the last one.
    Again(Side, UserId),
}

impl Reminder {
    /// The reminder of a message to the room with this head.
    pub fn of(head: &Head, message: &Message) -> Self {
        let reader = message.sender.side().map(Side::other);
        match reader.and_then(|side| Some((side, head.user_on(side)?))) {
            None => Self::Nobody,
            Some((side, user)) if head.notified(side).is_some() => Self::Again(side, user),
            Some((side, user)) => Self::First(side, notification_texts::new_message((user, side), head, message)),
        }
    }

    /// The room's head, with the time of the notification.
    pub fn recorded_in(&self, head: Head) -> Head {
        match self {
            Self::First(side, notification) => head.with_notified(*side, notification.id.unix_millis()),
            Self::Nobody | Self::Again(..) => head,
        }
    }

    /// The reader's mark, which covers all notifications that were read at once: they aren't recorded one by one.
    pub async fn mark(&self, table: &Table) -> Option<NotificationsRead> {
        let Self::Again(_, user) = self else { return None };
        let mark = table.get(&NotificationsRead::key_of(*user), Read::Eventual).await;
        mark.inspect_err(|error| tracing::warn!(%error, "failed read of a notification mark")).ok().flatten()
    }

    /// Stores another notification of a reader whose mark covers the last one. Never fails: the message is stored, and
    /// the next message retries.
    pub async fn again(
        &self,
        table: &Table,
        head: &Head,
        mark: Option<NotificationsRead>,
        message: &Message,
    ) -> Option<Notification> {
        let Self::Again(side, user) = *self else { return None };
        let before = head.notified(side)?;
        if mark?.up_to.unix_millis() < before {
            return None;
        }
        let notification = notification_texts::new_message((user, side), head, message);
        let reminded = head.reading(side).remind((head.room_id, side), user, notification.id.unix_millis());
        match table.transact(vec![reminded, Write::put(&notification)]).await {
            Ok(()) => Some(notification),
            Err(error) if error.is_condition() => None,
            Err(error) => {
                tracing::warn!(%error, "notification of a reader failed");
                None
            }
        }
    }
}
