//! Limits on how often something is done within a span of time, counted in the table.

use chrono::Duration;

use crate::{
    ApiError,
    table::{Key, Table, Write},
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

    /// Takes one of the times that are left: before what is limited begins, so that many at once are no more than one
    /// after the other.
    ///
    /// # Errors
    /// 429 when none is left.
    pub async fn take(&self, table: &Table) -> Result<(), ApiError> {
        let write = Write::update(self.key.clone()).add("count", 1).set("ttl", self.ends_at.unix());
        if table.write_if(write.when_absent_or_below("count", self.limit)).await? {
            return Ok(());
        }
        Err(ApiError::Throttled((self.ends_at.unix() - Timestamp::now().unix()).max(1)))
    }

    /// Gives it back, for what turned out not to count.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn give_back(&self, table: &Table) -> Result<(), ApiError> {
        Ok(table.write(Write::update(self.key.clone()).add("count", -1).when_exists()).await?)
    }
}
