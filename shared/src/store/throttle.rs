//! Rate limits per fixed window of time, counted in the table.

use std::time;

use chrono::Duration;
use serde::Deserialize;

use crate::{
    ApiError,
    security::throttled,
    table::{Key, Table, Write},
    time::Timestamp,
};

/// A rate limit. Windows are consecutive, so an item is the count of one window.
#[derive(Clone, Debug)]
pub struct Throttle {
    key: Key,
    limit: u64,
    ends_at: Timestamp,
}

impl Throttle {
    /// Limits `what` to `limit` times per `span`; a limit of 0 is none.
    pub fn new(what: &str, limit: u64, span: Duration) -> Self {
        let now = Timestamp::now();
        let span_seconds = span.num_seconds().max(1);
        let number = now.unix() / span_seconds;
        let ends_at = Timestamp::from_unix((number + 1) * span_seconds).unwrap_or(now);
        Self { key: Key::new(format!("THROTTLE#{what}"), number.to_string()), limit, ends_at }
    }

    /// Counts one use, before the limited work begins, so that concurrent requests are limited like sequential ones.
    ///
    /// # Errors
    /// 429 above the limit.
    pub async fn take(&self, table: &Table) -> Result<(), ApiError> {
        self.take_many(table, 1).await
    }

    /// Counts several uses at once.
    ///
    /// # Errors
    /// 429 if fewer are left.
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

    /// Counts one use without enforcing the limit; `true` above it.
    ///
    /// # Errors
    /// An unreachable table.
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

    /// Releases uses that turned out not to count.
    ///
    /// # Errors
    /// An unreachable table.
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

    /// Kind of limit, without the limited user or address.
    fn kind(&self) -> &str {
        self.key.pk.split('#').nth(1).unwrap_or_default()
    }
}
