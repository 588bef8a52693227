//! What a user may have only so many of at once. Who has a place stands in one item, so that many who come at once are no
//! more than one after the other. Nobody gives a place back: when all are taken, it is seen who still needs theirs.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    ApiError,
    ids::UserId,
    table::{Key, Read, Table, Write},
    time::Timestamp,
};

/// The places of one user for something.
#[derive(Clone, Debug)]
pub(super) struct Places<T> {
    key: Key,
    /// Who has one.
    pub taken: Vec<T>,
    version: Option<u64>,
}

#[derive(Deserialize)]
struct Stored<T> {
    taken: Vec<T>,
    version: u64,
}

impl<T: Serialize + DeserializeOwned + PartialEq> Places<T> {
    /// A user's places for `what`.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn of(table: &Table, what: &str, user: UserId) -> Result<Self, ApiError> {
        let key = Key::places(user, what);
        let stored: Option<Stored<T>> = table.get(&key, Read::Consistent).await?;
        let (taken, version) = stored.map_or((Vec::new(), None), |stored| (stored.taken, Some(stored.version)));
        Ok(Self { key, taken, version })
    }

    /// What gives `new` a place, unless somebody else has taken one since; forgotten after `until`.
    pub fn take(mut self, new: T, until: Timestamp) -> Write {
        self.taken.retain(|taken| *taken != new);
        self.taken.push(new);
        Write::update(self.key)
            .set("taken", &self.taken)
            .set("version", self.version.map_or(1, |version| version + 1))
            .set("ttl", until.unix())
            .when_same("version", self.version)
    }
}
