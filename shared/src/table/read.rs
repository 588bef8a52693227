//! Reading items by their keys.

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

/// How many items one BatchGetItem takes.
const BATCH: usize = 100;
/// How long to wait, in milliseconds, before asking again for what a busy table left out of a batch.
const PAUSES: [u64; 5] = [10, 30, 90, 270, 500];

/// Whether a read must show every write that was acknowledged before it. It costs twice as much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Shows every acknowledged write.
    Consistent,
    /// May be some milliseconds behind.
    Eventual,
}

impl Table {
    /// The item with this key.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn get<T: DeserializeOwned>(&self, key: &Key, read: Read) -> Result<Option<T>, Error> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key_of(key)));
        let output = request.consistent_read(read == Read::Consistent).send().await.map_err(Error::from_sdk)?;
        Ok(output.item.map(from_item).transpose()?)
    }

    /// The items with these keys, all of one kind, in the order of the keys; those that aren't there are left out.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn get_all<T: DeserializeOwned>(
        &self,
        keys: impl IntoIterator<Item = Key>,
        read: Read,
    ) -> Result<Vec<T>, Error> {
        let keys: Vec<Key> = keys.into_iter().collect();
        let items = self.get_many(keys.iter().cloned(), read).await?;
        keys.iter().filter_map(|key| items.get(key).transpose()).collect()
    }

    /// The items with these keys, fetched together; those that aren't there are left out.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn get_many(&self, keys: impl IntoIterator<Item = Key>, read: Read) -> Result<Items, Error> {
        let mut wanted: Vec<Item> = keys.into_iter().map(|key| key_of(&key)).collect();
        // BatchGetItem refuses a key that is named twice.
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
            let mut output = batch.send().await.map_err(Error::from_sdk)?;
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
