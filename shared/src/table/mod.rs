//! The table, and the only code that sees the DynamoDB SDK: typed reads and writes of entities.
//!
//! [`keys`] formats keys, [`Write`] describes writes, [`Query`] lists. Which items an operation touches, and under
//! which conditions, is decided in `ops`.

mod apply;
mod cursor;
mod entity;
mod error;
pub mod keys;
mod page;
mod query;
mod read;
mod transaction;
mod write;

use std::time::Duration;

use aws_sdk_dynamodb::{Client, config::timeout::TimeoutConfig};

pub use cursor::Cursor;
pub use entity::{Entity, Index, IndexKey, UNREAD};
pub use error::Error;
pub use keys::Key;
pub use page::{PAGE_BYTES, Page, PageLink, PageRequest, PageStart, json_size};
pub use query::Query;
pub use read::{Items, Read};
pub use transaction::{Rejected, Transaction};
pub use write::Write;

/// The one table of the system.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    /// The table of this name. Requests that get no answer are given up after 2 s each and 5 s in all.
    pub fn new(sdk: &aws_config::SdkConfig, name: impl Into<String>) -> Self {
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(Duration::from_secs(2))
            .operation_timeout(Duration::from_secs(5))
            .build();
        let config = aws_sdk_dynamodb::config::Builder::from(sdk).timeout_config(timeouts).build();
        Self { client: Client::from_conf(config), name: name.into() }
    }

    /// Opens the connection to the table ahead of the first request.
    pub async fn connect(&self) {
        if !self.is_within_reach().await {
            tracing::warn!("the table did not answer during init");
        }
    }

    /// Whether the table answers: one cheap read of an item that need not exist.
    pub async fn is_within_reach(&self) -> bool {
        self.get::<serde::de::IgnoredAny>(&Key::counter("health"), Read::Eventual).await.is_ok()
    }
}
