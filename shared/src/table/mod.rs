//! The table, and the only code that uses the DynamoDB SDK: typed reads and writes of entities.
//!
//! It knows no entity: `model` says what an item contains, its [`Key`] and the [`Index`]es that it is in, and `ops` what
//! is written under which conditions. [`Write`] describes writes, [`Query`] lists.

mod apply;
mod cursor;
mod entity;
mod error;
mod key;
mod page;
mod query;
mod read;
mod transaction;
mod write;

use std::time::Duration;

use aws_sdk_dynamodb::{Client, config::timeout::TimeoutConfig};

pub use cursor::Cursor;
pub use entity::{Entity, Index, IndexKey};
pub use error::Error;
pub use key::{Key, MAX_PADDED, days, padded};
pub use page::{PAGE_BYTES, Page, PageLink, PageRequest, PageStart, json_size};
pub use query::Query;
pub use read::{Items, Read};
pub use transaction::{Rejected, Transaction};
pub use write::Write;

/// The system's only table.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    /// Opens the table of this name. Requests without an answer time out after 2 s per attempt and 5 s in all.
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
            tracing::warn!("no answer of the table during init");
        }
    }

    /// Checks that the table answers: one cheap read of an item that need not exist.
    pub async fn is_within_reach(&self) -> bool {
        self.get::<serde::de::IgnoredAny>(&Key::new("COUNTER#health", "COUNTER"), Read::Eventual).await.is_ok()
    }
}
