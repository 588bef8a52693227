//! The only place that formats a key of the table. docs/data-model.md lists every item with the access it serves.
//!
//! Numbers are padded with zeros so that their order as text is their order as numbers, and times are written in RFC
//! 3339 with a fixed number of digits for the same reason.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{
        AgentId, AuditId, CannedResponseId, ConnectionId, DeliveryId, FileId, MessageId, NoteId, NotificationId,
        RoomId, SessionId, UserId, WebhookId,
    },
    model::{Priority, RoomStatus, StatsShard},
    text::identifier,
    time::Timestamp,
};

/// Primary key of an item: partition and sort key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    /// A user with its profile.
    pub fn user(id: UserId) -> Self {
        Self::new(user(id), "PROFILE")
    }

    /// Guard of a username, case-insensitive; also the user's entry in the directory.
    pub fn username(username: &str) -> Self {
        Self::new(format!("USERNAME#{}", identifier(username)), "USERNAME")
    }

    /// Guard of an e-mail address, case-insensitive.
    pub fn email(email: &str) -> Self {
        Self::new(format!("EMAIL#{}", identifier(email)), "EMAIL")
    }

    /// Guard of an employee id.
    pub fn employee(employee_id: &str) -> Self {
        Self::new(format!("EMPLOYEE#{}", identifier(employee_id)), "EMPLOYEE")
    }

    /// Entry of a user in the directory of online users.
    pub fn online(id: UserId) -> Self {
        Self::new(online(), padded(id.0))
    }

    /// A sign-in session.
    pub fn session(user: UserId, session: SessionId) -> Self {
        Self::new(self::user(user), format!("{SESSION}{session}"))
    }

    /// A pre-chat.
    pub fn pre_chat(session_id: Uuid) -> Self {
        Self::new(format!("CHAT#{session_id}"), "CHAT")
    }

    /// Link from an identity token's subject to the user.
    pub fn person(subject: &str) -> Self {
        Self::new(format!("PERSON#{subject}"), "PERSON")
    }

    /// A single-use ticket for a WebSocket connection.
    pub fn ticket(ticket: &str) -> Self {
        Self::new(format!("TICKET#{ticket}"), "TICKET")
    }

    /// A connection by its id, the only thing that identifies it in a frame.
    pub fn connection(id: &ConnectionId) -> Self {
        Self::new(format!("CONN#{id}"), "CONN")
    }

    /// Entry of a connection in its user's partition.
    pub fn user_connection(user: UserId, id: &ConnectionId) -> Self {
        Self::new(self::user(user), format!("{CONNECTION}{id}"))
    }

    /// Entry of a connection in the staff's partition.
    pub fn staff_connection(id: &ConnectionId) -> Self {
        Self::new(staff(), format!("{CONNECTION}{id}"))
    }

    /// A connection that watches a room.
    pub fn watcher(room: RoomId, id: &ConnectionId) -> Self {
        Self::new(self::room(room), format!("{WATCH}{id}"))
    }

    /// An agent.
    pub fn agent(id: AgentId) -> Self {
        Self::new(format!("AGENT#{id}"), "AGENT")
    }

    /// A room's details, which rarely change, and its keys in indexes.
    pub fn room(id: RoomId) -> Self {
        Self::new(room(id), "META")
    }

    /// The head of a room, which changes with every message.
    pub fn head(id: RoomId) -> Self {
        Self::new(room(id), "HEAD")
    }

    /// The message that is event number `seq` of its room.
    pub fn message(id: RoomId, seq: u64) -> Self {
        Self::new(room(id), message_sk(seq))
    }

    /// Event number `seq` of a room that isn't a message.
    pub fn room_event(id: RoomId, seq: u64) -> Self {
        Self::new(room(id), event_sk(seq))
    }

    /// A deleted room whose items are not erased yet.
    pub fn removed_room(id: RoomId) -> Self {
        Self::new(removed_rooms(), id.to_string())
    }

    /// Pointer from a message's id to its room and number.
    pub fn message_pointer(id: MessageId) -> Self {
        Self::new(format!("MSG#{id}"), "PTR")
    }

    /// An internal note of a room.
    pub fn note(room: RoomId, id: NoteId) -> Self {
        Self::new(self::room(room), format!("{NOTE}{id}"))
    }

    /// A canned response, in the partition of all of them.
    pub fn canned_response(id: CannedResponseId) -> Self {
        Self::new(canned_responses(), padded(id.0))
    }

    /// A webhook, in the partition of all of them.
    pub fn webhook(id: WebhookId) -> Self {
        Self::new(webhooks(), padded(id.0))
    }

    /// A delivery to a webhook.
    pub fn delivery(webhook: WebhookId, id: DeliveryId) -> Self {
        Self::new(self::webhook(webhook), format!("{DELIVERY}{id}"))
    }

    /// An upload, or an object that is to be deleted.
    pub fn upload(id: FileId) -> Self {
        Self::new(uploads(), id.to_string())
    }

    /// Guard of a canned response's shortcut, case-insensitive.
    pub fn shortcut(shortcut: &str) -> Self {
        Self::new(format!("SHORTCUT#{}", identifier(shortcut)), "SHORTCUT")
    }

    /// Stats of a day and shard.
    pub fn figures(day: NaiveDate, share: StatsShard) -> Self {
        let share = match share {
            StatsShard::Agent(id) => format!("AGENT#{}", padded(id.0)),
            StatsShard::Desk(shard) => format!("DESK#{shard}"),
        };
        Self::new(figures(day), format!("{day}#{share}"))
    }

    /// An entry of the audit log.
    pub fn audit_entry(created_at: Timestamp, id: AuditId) -> Self {
        Self::new(audit(), format!("{created_at}#{id}"))
    }

    /// A notification.
    pub fn notification(user: UserId, id: NotificationId) -> Self {
        Self::new(self::user(user), notification_sk(id))
    }

    /// Mark up to which a user has read all notifications.
    pub fn notifications_read(user: UserId) -> Self {
        Self::new(self::user(user), "NOTES")
    }

    /// Number of announced files of a user for a room that belong to no message yet.
    pub fn open_uploads(user: UserId, room: RoomId) -> Self {
        Self::new(format!("OPEN_UPLOADS#{user}#{room}"), "OPEN_UPLOADS")
    }

    /// Slots that a user occupies for `what`.
    pub fn places(user: UserId, what: &str) -> Self {
        Self::new(format!("PLACES#{user}"), what)
    }

    /// Counter of `what` in window number `span`.
    pub fn throttle(what: &str, span: i64) -> Self {
        Self::new(format!("THROTTLE#{what}"), span.to_string())
    }

    /// Counter that assigns numbers for `what`.
    pub fn counter(what: &str) -> Self {
        Self::new(format!("COUNTER#{what}"), "COUNTER")
    }
}

/// Sort key prefix of a user's sign-in sessions.
pub const SESSION: &str = "AUTH#";
/// Sort key prefix of connections, in every partition.
pub const CONNECTION: &str = "CONN#";
/// Sort key prefix of a room's watchers.
pub const WATCH: &str = "WATCH#";
/// Sort key prefix of a room's messages.
pub const MESSAGE: &str = "MSG#";
/// Greatest event number that sorts by its key.
pub const MAX_SEQ: u64 = 999_999_999_999;
/// Sort key prefix of a room's internal notes.
pub const NOTE: &str = "INTERNAL#";
/// Sort key prefix of a webhook's deliveries.
pub const DELIVERY: &str = "DELIVERY#";
/// Sort key prefix of a user's notifications.
pub const NOTIFICATION: &str = "NOTE#";

/// Partition of a user's items.
pub fn user(id: UserId) -> String {
    format!("USER#{id}")
}

/// Partition of a room's items.
pub fn room(id: RoomId) -> String {
    format!("ROOM#{id}")
}

/// Partition of the deleted rooms.
pub fn removed_rooms() -> String {
    "REMOVED_ROOMS".into()
}

/// Partition of the staff's connections.
pub fn staff() -> String {
    "STAFF".into()
}

/// Partition of all canned responses.
pub fn canned_responses() -> String {
    "CANNED".into()
}

/// Partition of uploads, the oldest first.
pub fn uploads() -> String {
    "UPLOADS".into()
}

/// Partition of all webhooks.
pub fn webhooks() -> String {
    "WEBHOOKS".into()
}

/// Partition of a webhook's deliveries.
pub fn webhook(id: WebhookId) -> String {
    format!("WEBHOOK#{id}")
}

/// Partition of the online users.
pub fn online() -> String {
    "ONLINE".into()
}

/// Partition of the stats of a day's month.
pub fn figures(day: NaiveDate) -> String {
    format!("FIGURES#{}", day.format("%Y-%m"))
}

/// Partition of the audit log.
pub fn audit() -> String {
    "AUDIT".into()
}

/// Range of the sort keys that begin with the days from `first` to `last`.
pub fn days(first: NaiveDate, last: NaiveDate) -> (String, String) {
    (first.to_string(), format!("{last}~"))
}

/// Sort key of message `seq` in its room.
pub fn message_sk(seq: u64) -> String {
    format!("{MESSAGE}{}", padded(seq))
}

/// Sort key of event `seq` in its room.
pub fn event_sk(seq: u64) -> String {
    format!("EVT#{}", padded(seq))
}

/// Sort key of a notification in its user's partition.
pub fn notification_sk(id: NotificationId) -> String {
    format!("{NOTIFICATION}{id}")
}

/// Upper bound (exclusive) of the sort keys of notifications older than a room: the ids of both sort by time.
pub fn notification_sk_before(room: RoomId) -> String {
    format!("{NOTIFICATION}{room}")
}

/// Upper bound of the sort keys of all notifications.
pub const LAST_NOTIFICATION: &str = "NOTE#~";

/// Formats a number so that it sorts as text: of a user or agent in a listing, of an event in its room.
pub fn padded(number: u64) -> String {
    format!("{number:012}")
}

/// Listing of all users.
pub const USERS: &str = "USERS";
/// Listing of all agents.
pub const AGENTS: &str = "AGENTS";
/// Listing of the deliveries to be attempted, by time of the next attempt.
pub const PENDING_DELIVERIES: &str = "PENDING_DELIVERIES";
/// Listing of all rooms.
pub const ROOMS: &str = "ROOMS";

/// Sort key of a room by age.
pub fn by_age(created_at: Timestamp, id: RoomId) -> String {
    format!("{created_at}#{id}")
}

/// Partition of an agent's rooms.
pub fn agent_rooms(id: AgentId) -> String {
    format!("AGENT#{id}")
}

/// Sort key of a room in its agent's partition: read backwards, active rooms come first, then the newest.
pub fn by_status(status: RoomStatus, created_at: Timestamp, id: RoomId) -> String {
    format!("{}{}", status_prefix(status), by_age(created_at, id))
}

/// Prefix of the sort keys of [`by_status`] for `status`.
pub fn status_prefix(status: RoomStatus) -> String {
    let rank = match status {
        RoomStatus::Closed => 1,
        RoomStatus::Resolved => 2,
        RoomStatus::Waiting => 3,
        RoomStatus::Active => 4,
    };
    format!("{rank}#")
}

/// Range of the sort keys of [`by_status`] for closed and resolved rooms.
pub const OVER: (&str, &str) = ("1#", "2$");

/// Partition of the rooms with a status.
pub fn status(status: RoomStatus) -> String {
    format!("STATUS#{status}")
}

/// Sort key of a waiting room: the most urgent first, then the oldest.
pub fn in_queue(priority: Priority, created_at: Timestamp, id: RoomId) -> String {
    let rank = match priority {
        Priority::Urgent => 1,
        Priority::High => 2,
        Priority::Medium => 3,
        Priority::Low => 4,
    };
    format!("{rank}#{}", by_age(created_at, id))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;

    fn priority() -> impl Strategy<Value = Priority> {
        prop_oneof![Just(Priority::Low), Just(Priority::Medium), Just(Priority::High), Just(Priority::Urgent)]
    }

    proptest! {
        #[test]
        fn messages_sort_by_seq(a in 0..1_000_000_000_000_u64, b in 0..1_000_000_000_000_u64) {
            prop_assert_eq!(message_sk(a).cmp(&message_sk(b)), a.cmp(&b));
            prop_assert_eq!(event_sk(a).cmp(&event_sk(b)), a.cmp(&b));
        }

        #[test]
        fn messages_events_and_the_rest_of_a_room_never_mix(seq in 0..1_000_000_000_000_u64) {
            let room = RoomId::new();
            let keys = [Key::room(room), Key::head(room), Key::message(room, seq), Key::room_event(room, seq)];
            for (i, a) in keys.iter().enumerate() {
                for b in &keys[i + 1..] {
                    prop_assert_ne!(a, b);
                }
            }
        }

        #[test]
        fn the_queue_sorts_by_priority_then_age(a in priority(), b in priority(), gap in 1..100_000_000_i64) {
            let (older, id) = (Timestamp::now(), RoomId::new());
            let newer = older.after(Duration::milliseconds(gap));
            prop_assert_eq!(in_queue(a, older, id) < in_queue(b, newer, id), a >= b);
        }

        #[test]
        fn rooms_sort_by_age(gap in 1..100_000_000_i64) {
            let (older, id) = (Timestamp::now(), RoomId::new());
            prop_assert!(by_age(older, id) < by_age(older.after(Duration::milliseconds(gap)), id));
        }

        #[test]
        fn usernames_and_addresses_are_claimed_whatever_their_case(name in "[a-zA-Z0-9.@_-]{1,20}") {
            prop_assert_eq!(Key::username(&name), Key::username(&name.to_uppercase()));
            prop_assert_eq!(Key::email(&name), Key::email(&name.to_uppercase()));
        }
    }
}
