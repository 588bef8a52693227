//! The table, and the only code that sees the DynamoDB SDK: typed reads and writes of entities.
//!
//! [`keys`] formats keys, [`Write`] describes writes, [`Query`] lists. Which items an operation touches, and under
//! which conditions, is decided in `ops`.

mod cursor;
mod entity;
mod error;
pub mod keys;
mod query;
mod write;

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    config::timeout::TimeoutConfig,
    types::{
        ConditionCheck, Delete, KeysAndAttributes, Put, ReturnValue, TransactWriteItem, Update,
        builders::KeysAndAttributesBuilder,
    },
};
use backon::{ExponentialBuilder, Retryable};
use serde::de::DeserializeOwned;

pub use cursor::Cursor;
pub use entity::{Entity, Index, IndexKey, UNREAD};
pub use error::Error;
pub use keys::Key;
pub use query::{Page, PageRequest, Query};
pub use write::Write;

use entity::{Item, from_item, key_of};
use write::Target;

/// How many items one BatchGetItem takes.
const BATCH: usize = 100;

/// Whether a read must show every write that was acknowledged before it. It costs twice as much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Shows every acknowledged write.
    Consistent,
    /// May be some milliseconds behind.
    Eventual,
}

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

    /// The item with this key.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn get<T: DeserializeOwned>(&self, key: &Key, read: Read) -> Result<Option<T>, Error> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key_of(key)));
        let output = request.consistent_read(read == Read::Consistent).send().await.map_err(Error::from_sdk)?;
        Ok(output.item.map(from_item).transpose()?)
    }

    /// The items with these keys, fetched together; those that aren't there are left out.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn get_many(&self, keys: impl IntoIterator<Item = Key>, read: Read) -> Result<Items, Error> {
        let mut wanted: Vec<Item> = keys.into_iter().map(|key| key_of(&key)).collect();
        // BatchGetItem refuses a key that is named twice.
        let mut seen = std::collections::HashSet::new();
        wanted.retain(|key| seen.insert(key_in(key)));
        let chunks = wanted.chunks(BATCH).map(|chunk| self.get_chunk(chunk, read));
        let chunks = futures_util::future::try_join_all(chunks).await?;
        let items = chunks.into_iter().flatten().filter_map(|item| Some((key_in(&item)?, item)));
        Ok(Items(items.collect()))
    }

    async fn get_chunk(&self, keys: &[Item], read: Read) -> Result<Vec<Item>, Error> {
        let fresh = || KeysAndAttributes::builder().consistent_read(read == Read::Consistent);
        let mut items = Vec::new();
        let mut request: KeysAndAttributesBuilder = fresh().set_keys(Some(keys.to_vec()));
        loop {
            let request_items = request.build().map_err(|error| Error::Refused(error.into()))?;
            let batch = self.client.batch_get_item().request_items(&self.name, request_items);
            let mut output = batch.send().await.map_err(Error::from_sdk)?;
            items.extend(output.responses.as_mut().and_then(|tables| tables.remove(&self.name)).unwrap_or_default());
            match output.unprocessed_keys.as_mut().and_then(|tables| tables.remove(&self.name)) {
                Some(left) if !left.keys().is_empty() => request = fresh().set_keys(Some(left.keys().to_vec())),
                _ => return Ok(items),
            }
        }
    }

    /// Carries out one write.
    ///
    /// # Errors
    /// `ConditionFailed` when its condition doesn't hold; else when the table can't be written.
    pub async fn write(&self, write: Write) -> Result<(), Error> {
        self.write_returning::<serde::de::IgnoredAny>(write, ReturnValue::None).await.map(|_| ())
    }

    /// Carries out one update and returns the item as it is then.
    ///
    /// # Errors
    /// As [`Table::write`].
    pub async fn write_and_get<T: DeserializeOwned>(&self, write: Write) -> Result<Option<T>, Error> {
        self.write_returning(write, ReturnValue::AllNew).await
    }

    async fn write_returning<T: DeserializeOwned>(
        &self,
        write: Write,
        values: ReturnValue,
    ) -> Result<Option<T>, Error> {
        let write = &write.checked()?;
        let attempt = || async {
            let (client, table) = (&self.client, self.name.as_str());
            let (condition, names, attributes) = (write.condition_expression(), write.names(), write.values());
            match &write.target {
                Target::Put(item) => {
                    let request = client.put_item().table_name(table).set_item(Some(item.clone()));
                    let request = request.set_condition_expression(condition).set_expression_attribute_names(names);
                    request.set_expression_attribute_values(attributes).send().await.map_err(Error::from_sdk)?;
                    Ok(None)
                }
                Target::Update(key) => {
                    let request = client.update_item().table_name(table).set_key(Some(key_of(key)));
                    let request = request.set_condition_expression(condition).set_expression_attribute_names(names);
                    let request = request.set_update_expression(write.update_expression());
                    let request = request.set_expression_attribute_values(attributes).return_values(values.clone());
                    let output = request.send().await.map_err(Error::from_sdk)?;
                    Ok(output.attributes.map(from_item).transpose()?)
                }
                Target::Delete(key) => {
                    let request = client.delete_item().table_name(table).set_key(Some(key_of(key)));
                    let request = request.set_condition_expression(condition).set_expression_attribute_names(names);
                    request.set_expression_attribute_values(attributes).send().await.map_err(Error::from_sdk)?;
                    Ok(None)
                }
                Target::Check(_) => Err(Error::Refused("a check is only for a transaction".into())),
            }
        };
        attempt.retry(contention()).when(retries).await
    }

    /// Carries out all of these writes or none.
    ///
    /// # Errors
    /// `ConditionFailed` with the positions of the writes whose conditions don't hold; else when the table can't be
    /// written.
    pub async fn transact(&self, writes: Vec<Write>) -> Result<(), Error> {
        let writes: Vec<_> = writes.into_iter().map(|write| self.transaction_part(write)).collect::<Result<_, _>>()?;
        let attempt = || async {
            let request = self.client.transact_write_items().set_transact_items(Some(writes.clone()));
            request.send().await.map(|_| ()).map_err(Error::from_transaction)
        };
        attempt.retry(contention()).when(retries).await
    }

    fn transaction_part(&self, write: Write) -> Result<TransactWriteItem, Error> {
        let write = write.checked()?;
        let part = TransactWriteItem::builder();
        let (condition, update) = (write.condition_expression(), write.update_expression());
        let (names, values) = (write.names(), write.values());
        let table = &self.name;
        let built = match write.target {
            Target::Put(item) => {
                let put = Put::builder().table_name(table).set_item(Some(item)).set_condition_expression(condition);
                let put = put.set_expression_attribute_names(names).set_expression_attribute_values(values);
                put.build().map(|put| part.put(put))
            }
            Target::Update(key) => {
                let change = Update::builder().table_name(table).set_key(Some(key_of(&key)));
                let change = change.set_condition_expression(condition).set_update_expression(update);
                let change = change.set_expression_attribute_names(names).set_expression_attribute_values(values);
                change.build().map(|change| part.update(change))
            }
            Target::Delete(key) => {
                let delete = Delete::builder().table_name(table).set_key(Some(key_of(&key)));
                let delete = delete.set_condition_expression(condition).set_expression_attribute_names(names);
                delete.set_expression_attribute_values(values).build().map(|delete| part.delete(delete))
            }
            Target::Check(key) => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key_of(&key)));
                let check = check.set_condition_expression(condition).set_expression_attribute_names(names);
                check.set_expression_attribute_values(values).build().map(|check| part.condition_check(check))
            }
        };
        Ok(built.map_err(|error| Error::Refused(error.into()))?.build())
    }
}

/// What [`Table::get_many`] found.
#[derive(Debug)]
pub struct Items(HashMap<Key, Item>);

impl Items {
    /// Reads the item with this key, if it was found.
    ///
    /// # Errors
    /// When the item isn't a `T`.
    pub fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, Error> {
        Ok(self.0.get(key).cloned().map(from_item).transpose()?)
    }
}

fn key_in(item: &Item) -> Option<Key> {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    Some(Key { pk: text("pk")?, sk: text("sk")? })
}

/// How a write waits for others that hold its items; the SDK itself retries what was throttled.
fn contention() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(10))
        .with_max_delay(Duration::from_millis(200))
        .with_max_times(8)
        .with_jitter()
}

fn retries(error: &Error) -> bool {
    matches!(error, Error::Conflict)
}
