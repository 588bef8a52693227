//! Claims on what must be unique – usernames, e-mail addresses, employee ids – and the directory of users.
//!
//! A claim is an item of its own, put only if nobody has it, in the transaction that makes its owner: of any number of
//! simultaneous registrations of one name, exactly one goes through.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::User;
use crate::{
    ids::UserId,
    table::{Entity, Index, IndexKey, Key, keys},
    text::folded,
};

/// Something unique and whose it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UniqueGuard {
    #[serde(flatten)]
    key: Key,
    /// Whose it is.
    pub user_id: UserId,
}

impl UniqueGuard {
    /// A user's claim on an e-mail address.
    pub fn email(email: &str, user_id: UserId) -> Self {
        Self { key: Key::email(email), user_id }
    }

    /// An agent's claim on an employee id.
    pub fn employee(employee_id: &str, user_id: UserId) -> Self {
        Self { key: Key::employee(employee_id), user_id }
    }
}

impl Entity for UniqueGuard {
    fn key(&self) -> Key {
        self.key.clone()
    }
}

/// A user in the directory of all users or of those online. The first is the claim on its username as well.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DirectoryEntry {
    #[serde(flatten)]
    key: Key,
    /// Who.
    pub user_id: UserId,
    /// What `?search=` looks at, folded.
    pub search: String,
    /// When the entry expires, for those online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttl: Option<i64>,
}

impl DirectoryEntry {
    /// Among all users.
    pub fn registered(user: &User) -> Self {
        Self { key: Key::username(&user.username), user_id: user.id, search: searched(user), ttl: None }
    }

    /// Among those online. The user's own word counts until it is taken back. What a connection says is not renewed with
    /// its heartbeats, so it lasts as long as a connection can; who reads it asks the user whether it still holds.
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
