//! Guards of unique values – usernames, e-mail addresses, employee ids – and the directory of users.
//!
//! A guard is an item of its own, created in the transaction that creates its owner if none exists: of any number of
//! simultaneous registrations of one name, exactly one succeeds.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::User;
use crate::{
    ids::UserId,
    table::{Entity, Index, IndexKey, Key, keys},
    text::folded,
};

/// The guard of a unique value, with its owner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UniqueGuard {
    #[serde(flatten)]
    key: Key,
    /// Owner.
    pub user_id: UserId,
}

impl UniqueGuard {
    /// Guard of a user's e-mail address.
    pub fn email(email: &str, user_id: UserId) -> Self {
        Self { key: Key::email(email), user_id }
    }

    /// Guard of an agent's employee id.
    pub fn employee(employee_id: &str, user_id: UserId) -> Self {
        Self { key: Key::employee(employee_id), user_id }
    }
}

impl Entity for UniqueGuard {
    fn key(&self) -> Key {
        self.key.clone()
    }
}

/// A user in the directory of all users or of online ones. The former is the guard of its username as well.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DirectoryEntry {
    #[serde(flatten)]
    key: Key,
    /// User.
    pub user_id: UserId,
    /// Text that `?search=` is matched against, folded.
    pub search: String,
    /// Expiry of the entry, for online users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttl: Option<i64>,
}

impl DirectoryEntry {
    /// Entry in the directory of all users.
    pub fn registered(user: &User) -> Self {
        Self { key: Key::username(&user.username), user_id: user.id, search: searched(user), ttl: None }
    }

    /// Entry in the directory of online users. A presence that the user has set is valid until the user clears it. The
    /// one of a connection is not renewed by heartbeats, so the entry lasts as long as a connection can: readers must
    /// check it against the user.
    pub fn online(user: &User) -> Self {
        let ttl = user.online_until.map(|until| until.after(Duration::hours(2)).unix());
        Self { key: Key::online(user.id), user_id: user.id, search: searched(user), ttl }
    }
}

fn searched(user: &User) -> String {
    folded(&format!("{} {} {} {}", user.username, user.email, user.first_name, user.last_name))
}

impl Entity for DirectoryEntry {
    fn key(&self) -> Key {
        self.key.clone()
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        if self.key == Key::online(self.user_id) {
            return Vec::new();
        }
        vec![IndexKey { index: Index::Listing, pk: keys::USERS.into(), sk: Some(keys::padded(self.user_id.0)) }]
    }
}
