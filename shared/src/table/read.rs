//! Reads of items by key.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use aws_sdk_dynamodb::types::{KeysAndAttributes, builders::KeysAndAttributesBuilder};
use serde::de::DeserializeOwned;

use super::{
    Error, Key, Table,
    entity::{Item, from_item, key_of},
};

/// Most keys in one BatchGetItem.
const BATCH: usize = 100;
/// Delays in milliseconds before retrying keys that a throttled table left out of a batch.
const PAUSES: [u64; 5] = [10, 30, 90, 270, 500];

/// Consistency of a read. A consistent one shows every write acknowledged before it, at twice the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Shows every acknowledged write.
    Consistent,
    /// May lag some milliseconds behind.
    Eventual,
}

impl Table {
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

    /// Reads the item with this key.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn get<T: DeserializeOwned>(&self, key: &Key, read: Read) -> Result<Option<T>, Error> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key_of(key)));
        // Boxed: the SDK's futures are large, and the futures of the operations nest deeply.
        let output = Box::pin(request.consistent_read(read == Read::Consistent).send()).await;
        let output = output.map_err(Error::from_sdk)?;
        Ok(output.item.map(from_item).transpose()?)
    }

    /// Reads the items with these keys, all of one type, in the order of the keys, without those that don't exist.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn get_all<T: DeserializeOwned>(
        &self,
        keys: impl IntoIterator<Item = Key>,
        read: Read,
    ) -> Result<Vec<T>, Error> {
        let keys: Vec<Key> = keys.into_iter().collect();
        let items = self.get_many(keys.iter().cloned(), read).await?;
        keys.iter().filter_map(|key| items.get(key).transpose()).collect()
    }

    /// Reads the items with these keys in batches, without those that don't exist.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn get_many(&self, keys: impl IntoIterator<Item = Key>, read: Read) -> Result<Items, Error> {
        let mut wanted: Vec<Item> = keys.into_iter().map(|key| key_of(&key)).collect();
        // BatchGetItem refuses duplicate keys.
        let mut seen = HashSet::new();
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
        for pause in PAUSES {
            let request_items = request.build().map_err(|error| Error::Refused(error.into()))?;
            let batch = self.client.batch_get_item().request_items(&self.name, request_items);
            let mut output = Box::pin(batch.send()).await.map_err(Error::from_sdk)?;
            items.extend(output.responses.as_mut().and_then(|tables| tables.remove(&self.name)).unwrap_or_default());
            match output.unprocessed_keys.as_mut().and_then(|tables| tables.remove(&self.name)) {
                Some(left) if !left.keys().is_empty() => request = fresh().set_keys(Some(left.keys().to_vec())),
                _ => return Ok(items),
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        Err(Error::Throttled("a batch was not read to its end".into()))
    }
}

/// Items found by [`Table::get_many`].
#[derive(Debug)]
pub struct Items(HashMap<Key, Item>);

impl Items {
    /// Deserializes the item with this key, if it was found.
    ///
    /// # Errors
    /// An item that isn't a `T`.
    pub fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, Error> {
        Ok(self.0.get(key).cloned().map(from_item).transpose()?)
    }
}

fn key_in(item: &Item) -> Option<Key> {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    Some(Key { pk: text("pk")?, sk: text("sk")? })
}
