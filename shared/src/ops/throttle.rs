//! Limits on how often something is done within a span of time, counted in the table.

use std::time;

use chrono::Duration;
use serde::Deserialize;

use crate::{
    ApiError,
    security::throttled,
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
    /// At most `limit` times in each `span`, for whatever `what` names; 0 for any number.
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
        self.take_many(table, 1).await
    }

    /// Takes several at once.
    ///
    /// # Errors
    /// 429 when there aren't so many left.
    pub async fn take_many(&self, table: &Table, amount: u64) -> Result<(), ApiError> {
        if self.limit == 0 {
            return Ok(());
        }
        if let Some(before) = (self.limit + 1).checked_sub(amount) {
            let write = self.counted(amount).when_absent_or_below("count", before);
            if before > 0 && table.write_if(write).await? {
                return Ok(());
            }
        }
        Err(throttled(None, self.kind(), time::Duration::from_secs(self.ends_at.seconds_since(Timestamp::now()))))
    }

    /// Counts one more, whatever the limit; returns whether it is beyond it.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn exceed(&self, table: &Table) -> Result<bool, ApiError> {
        #[derive(Deserialize)]
        struct Count {
            count: u64,
        }
        if self.limit == 0 {
            return Ok(false);
        }
        let counted: Option<Count> = table.write_and_get(self.counted(1)).await?;
        Ok(counted.is_some_and(|counted| counted.count > self.limit))
    }

    /// Gives so many back, for what turned out not to count.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn release(&self, table: &Table, amount: u64) -> Result<(), ApiError> {
        if self.limit == 0 {
            return Ok(());
        }
        let less = -i64::try_from(amount).unwrap_or(i64::MAX);
        Ok(table.write(Write::update(self.key.clone()).add("count", less).when_exists()).await?)
    }

    fn counted(&self, amount: u64) -> Write {
        Write::update(self.key.clone()).add("count", amount).set("ttl", self.ends_at.unix())
    }

    /// What is limited, without for whom.
    fn kind(&self) -> &str {
        self.key.pk.split('#').nth(1).unwrap_or_default()
    }
}
