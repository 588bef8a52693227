//! The table, and the only code that uses the DynamoDB SDK: typed reads and writes of entities.
//!
//! It knows no entity: `model` says what an item contains, its [`Key`] and the [`Index`]es that it is in, and `ops`
//! what is written under which conditions. [`Write`] describes writes, [`Query`] lists.

mod apply;
mod client;
mod cursor;
mod entity;
mod error;
mod key;
mod page;
mod query;
mod read;
mod transaction;
mod write;

pub use client::Table;
pub use cursor::Cursor;
pub use entity::{Entity, Index, IndexKey};
pub use error::Error;
pub use key::{Key, LAST_DAY, MAX_PADDED, days, padded};
pub use page::{PAGE_BYTES, Page, PageLink, PageRequest, PageStart, json_size};
pub use query::Query;
pub use read::{Items, Read};
pub use transaction::{Rejected, Transaction};
pub use write::Write;
