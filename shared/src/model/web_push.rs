//! What a user is told of a room by web push: one item for both, since a later event takes an earlier one's place.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{LISTING, LogEntry, NotificationType, Room};
use crate::{
    ids::{PushSubscriptionId, RoomId, UserId},
    table::{Entity, IndexKey, Key, Query},
    time::Timestamp,
};

/// A web push to all of a user's subscriptions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WebPush {
    /// Room.
    pub room_id: RoomId,
    /// User.
    pub user_id: UserId,
    /// Number of the event that it is about.
    pub seq: u64,
    /// Meaning of the event to the user.
    pub notification_type: NotificationType,
    /// Subscriptions whose push service has taken it, while others are to be tried again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_by: Vec<PushSubscriptionId>,
    /// Attempts after which some were to be tried again.
    pub failures: usize,
    /// Time of the next attempt, if there is to be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// Time of the event.
    pub created_at: Timestamp,
    /// Expiry in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// Message of the queue: the web push to attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WebPushRef {
    /// Room.
    pub room_id: RoomId,
    /// User.
    pub user_id: UserId,
}

/// Time for which an event is worth a web push: after that, its reader has seen it or is mailed.
const FRESH: Duration = Duration::minutes(10);
/// Time for which it is remembered that an event was pushed: longer than the stream repeats anything.
const RETENTION: Duration = Duration::days(2);
/// Prefix of the sort keys of a room's web pushes.
const PREFIX: &str = "PUSH#";
/// Partition of the web pushes to be attempted in [`LISTING`].
const PENDING: &str = "PENDING_PUSHES";

impl WebPush {
    /// The web push of an event to a user, due at once.
    pub fn new(entry: &LogEntry, notification_type: NotificationType, user_id: UserId) -> Self {
        Self {
            room_id: entry.room_id(),
            user_id,
            seq: entry.seq(),
            notification_type,
            taken_by: Vec::new(),
            failures: 0,
            next_attempt_at: Some(Timestamp::now()),
            created_at: entry.time(),
            ttl: entry.time().after(RETENTION).unix(),
        }
    }

    /// `true` while an event of this time is worth a web push.
    pub fn is_fresh(event: Timestamp, now: Timestamp) -> bool {
        now < event.after(FRESH)
    }

    /// Key of the web push about a room to a user.
    pub fn key_of(room: RoomId, user: UserId) -> Key {
        Key::new(Room::partition(room), format!("{PREFIX}{user}"))
    }

    /// List of the web pushes whose next attempt was due before `time`, the longest overdue first.
    pub fn due_before(time: Timestamp) -> Query {
        Query::index(LISTING, PENDING).between("0", time.to_string())
    }
}

impl Entity for WebPush {
    fn key(&self) -> Key {
        Self::key_of(self.room_id, self.user_id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let sk = |at| Some(format!("{at}#{}#{}", self.room_id, self.user_id));
        let due = self.next_attempt_at.map(|at| IndexKey { index: LISTING, pk: PENDING.into(), sk: sk(at) });
        due.into_iter().collect()
    }
}

impl From<&WebPush> for WebPushRef {
    fn from(push: &WebPush) -> Self {
        Self { room_id: push.room_id, user_id: push.user_id }
    }
}
