//! Limits on how often something is done within a span of time, counted in the table.

use chrono::Duration;
use serde::Deserialize;

use crate::{
    ApiError,
    table::{Key, Read, Table, Write},
    time::Timestamp,
};

/// A limit on something. Spans follow one another without gap or overlap, so an item is one span's count.
#[derive(Clone, Debug)]
pub struct Throttle {
    key: Key,
    limit: u64,
    ends_at: Timestamp,
}

impl Throttle {
    /// At most `limit` times in each `span`, for whatever `what` names.
    pub fn new(what: &str, limit: u64, span: Duration) -> Self {
        let now = Timestamp::now();
        let span_seconds = span.num_seconds().max(1);
        let number = now.unix() / span_seconds;
        let ends_at = Timestamp::from_unix((number + 1) * span_seconds).unwrap_or(now);
        Self { key: Key::throttle(what, number), limit, ends_at }
    }

    /// Asks whether the limit leaves room for one more.
    ///
    /// # Errors
    /// 429 when it doesn't.
    pub async fn check(&self, table: &Table) -> Result<(), ApiError> {
        #[derive(Deserialize)]
        struct Count {
            count: u64,
        }
        match table.get::<Count>(&self.key, Read::Consistent).await? {
            Some(Count { count }) if count >= self.limit => {
                Err(ApiError::Throttled((self.ends_at.unix() - Timestamp::now().unix()).max(1)))
            }
            _ => Ok(()),
        }
    }

    /// Counts one.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn count(&self, table: &Table) -> Result<(), ApiError> {
        let write = Write::update(self.key.clone()).add("count", 1).set("ttl", self.ends_at.unix());
        Ok(table.write(write).await?)
    }
}
