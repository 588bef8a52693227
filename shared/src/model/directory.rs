//! Guards of unique values – usernames, e-mail addresses, employee ids – and the directory of users.
//!
//! A guard is an item of its own, created in the transaction that creates its owner if none exists: of any number of
//! simultaneous registrations of one name, exactly one succeeds.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{LISTING, User};
use crate::{
    ids::UserId,
    table::{Entity, IndexKey, Key, Query, padded},
    text::{folded, identifier},
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
        Self { key: Self::email_key(email), user_id }
    }

    /// Guard of an agent's employee id.
    pub fn employee(employee_id: &str, user_id: UserId) -> Self {
        Self { key: Self::employee_key(employee_id), user_id }
    }

    /// Key of the guard of an e-mail address, case-insensitive.
    pub fn email_key(email: &str) -> Key {
        Key::new(format!("EMAIL#{}", identifier(email)), "EMAIL")
    }

    /// Key of the guard of an employee id, case-insensitive.
    pub fn employee_key(employee_id: &str) -> Key {
        Key::new(format!("EMPLOYEE#{}", identifier(employee_id)), "EMPLOYEE")
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

/// Partition of the online users.
const ONLINE: &str = "ONLINE";
/// Partition of all users in [`LISTING`].
const USERS: &str = "USERS";

impl DirectoryEntry {
    /// Key of the entry of a username, case-insensitive.
    pub fn username_key(username: &str) -> Key {
        Key::new(format!("USERNAME#{}", identifier(username)), "USERNAME")
    }

    /// Key of a user's entry in the directory of online users.
    pub fn online_key(id: UserId) -> Key {
        Key::new(ONLINE, padded(id.0))
    }

    /// List of all users, by number.
    pub fn all() -> Query {
        Query::index(LISTING, USERS)
    }

    /// List of the users who were online when last seen, by number.
    pub fn all_online() -> Query {
        Query::table(ONLINE)
    }

    /// Entry in the directory of all users.
    pub fn registered(user: &User) -> Self {
        Self { key: Self::username_key(&user.username), user_id: user.id, search: searched(user), ttl: None }
    }

    /// Entry in the directory of online users. A presence that the user has set is valid until the user clears it. The
    /// one of a connection is not renewed by heartbeats, so the entry lasts as long as a connection can: readers must
    /// check it against the user.
    pub fn online(user: &User) -> Self {
        let ttl = user.online_until.map(|until| until.after(Duration::hours(2)).unix());
        Self { key: Self::online_key(user.id), user_id: user.id, search: searched(user), ttl }
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
        if self.key == Self::online_key(self.user_id) {
            return Vec::new();
        }
        vec![IndexKey { index: LISTING, pk: USERS.into(), sk: Some(padded(self.user_id.0)) }]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn usernames_and_addresses_are_claimed_whatever_their_case(name in "[a-zA-Z0-9.@_-]{1,20}") {
            let upper = name.to_uppercase();
            prop_assert_eq!(DirectoryEntry::username_key(&name), DirectoryEntry::username_key(&upper));
            prop_assert_eq!(UniqueGuard::email_key(&name), UniqueGuard::email_key(&upper));
        }
    }
}
