//! Counters that assign numbers.

use serde::Deserialize;

use crate::{
    ApiError,
    table::{Key, Table, Write},
};

/// Assigns the next number to a `what`, such as a user.
///
/// # Errors
/// An unreachable table.
pub async fn next_id(table: &Table, what: &str) -> Result<u64, ApiError> {
    #[derive(Deserialize)]
    struct Counter {
        last: u64,
    }
    let key = Key::new(format!("COUNTER#{what}"), "COUNTER");
    let counter = table.write_and_get::<Counter>(Write::update(key).add("last", 1)).await?;
    counter.map(|counter| counter.last).ok_or_else(|| ApiError::internal("the counter returned no number"))
}
