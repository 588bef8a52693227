//! Slots that limit how many of something a user can have. All slots of a user are in one item, which serializes
//! concurrent requests. Slots are not released: when all are occupied, those that are no longer needed are reused.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    ApiError,
    ids::UserId,
    table::{Key, Read, Table, Write},
    time::Timestamp,
};

/// The slots of one user for something.
#[derive(Clone, Debug)]
pub struct Places<T> {
    key: Key,
    /// Occupants.
    pub taken: Vec<T>,
    version: Option<u64>,
}

#[derive(Deserialize)]
struct Stored<T> {
    taken: Vec<T>,
    version: u64,
}

impl<T: Serialize + DeserializeOwned + PartialEq> Places<T> {
    /// Reads a user's slots for `what`.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn of(table: &Table, what: &str, user: UserId) -> Result<Self, ApiError> {
        let key = Key::new(format!("PLACES#{user}"), what);
        let stored: Option<Stored<T>> = table.get(&key, Read::Consistent).await?;
        let (taken, version) = stored.map_or((Vec::new(), None), |stored| (stored.taken, Some(stored.version)));
        Ok(Self { key, taken, version })
    }

    /// Write that occupies a slot for `new`, unless a concurrent request has occupied one; expires after `until`.
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
