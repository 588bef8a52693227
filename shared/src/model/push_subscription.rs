//! A subscription to web push: a browser that shows notifications to its user while none of our pages is open in it.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{LISTING, User};
use crate::{
    ids::{PushSubscriptionId, SessionId, UserId},
    table::{Entity, IndexKey, Key, Query},
    time::Timestamp,
    web_push::ReceiverKeys,
};

/// A subscription to web push. It is good as long as the session that made it: who signs out of a browser hears nothing
/// more in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushSubscription {
    /// Id, made of its endpoint.
    pub id: PushSubscriptionId,
    /// User.
    pub user_id: UserId,
    /// `true` if its user was staff when it was made.
    pub is_staff: bool,
    /// Session that made it.
    pub session_id: SessionId,
    /// URL of the push service at which it is sent something. Whoever knows it could send as well, if they had the keys.
    pub endpoint: String,
    /// Keys of the browser.
    pub keys: ReceiverKeys,
    /// Time at which it was made, or made again.
    pub created_at: Timestamp,
    /// Expiry.
    pub expires_at: Timestamp,
    /// The same in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// Lifetime of a subscription that isn't made again: a page does so each time that it is opened.
const LIFETIME: Duration = Duration::days(90);

impl PushSubscription {
    /// Prefix of the sort keys of subscriptions.
    pub const PREFIX: &str = "PUSH#";
    /// Partition of the staff's subscriptions in the index.
    pub const STAFF: &str = "STAFF_PUSH";

    /// A subscription of the user of a session.
    pub fn new(
        (user_id, is_staff, session_id): (UserId, bool, SessionId),
        endpoint: String,
        keys: ReceiverKeys,
    ) -> Self {
        let created_at = Timestamp::now();
        let expires_at = created_at.after(LIFETIME);
        let id = PushSubscriptionId::of(&endpoint);
        Self { id, user_id, is_staff, session_id, endpoint, keys, created_at, expires_at, ttl: expires_at.unix() }
    }

    /// Key of a user's subscription.
    pub fn key_of(user: UserId, id: PushSubscriptionId) -> Key {
        Key::new(User::partition(user), format!("{}{id}", Self::PREFIX))
    }

    /// List of a user's subscriptions.
    pub fn of_user(user: UserId) -> Query {
        Query::table(User::partition(user)).prefix(Self::PREFIX)
    }

    /// List of the staff's subscriptions, by user.
    pub fn of_staff() -> Query {
        Query::index(LISTING, Self::STAFF)
    }
}

impl Entity for PushSubscription {
    fn key(&self) -> Key {
        Self::key_of(self.user_id, self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let sk = Some(format!("{}#{}", self.user_id, self.id));
        let of_staff = self.is_staff.then(|| IndexKey { index: LISTING, pk: Self::STAFF.into(), sk });
        of_staff.into_iter().collect()
    }
}
