//! Mapping of entities to items: an item is an entity's own attributes, its primary key, and its keys in indexes.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::Key;

/// An item in the SDK's form.
pub(super) type Item = HashMap<String, AttributeValue>;

/// A type that is stored as an item.
pub trait Entity: Serialize + DeserializeOwned + Send {
    /// Primary key.
    fn key(&self) -> Key;

    /// Keys in the indexes that contain the entity.
    fn index_keys(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

/// Key of an item in an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexKey {
    /// Index.
    pub index: Index,
    /// Partition key.
    pub pk: String,
    /// Sort key; `None` where the index sorts by the table's own sort key.
    pub sk: Option<String>,
}

/// An index of template.yaml: its name, and the attributes that contain its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    name: &'static str,
    pk: &'static str,
    sk: &'static str,
}

impl Index {
    /// The index with this name and these attributes as partition and sort key.
    pub const fn new(name: &'static str, pk: &'static str, sk: &'static str) -> Self {
        Self { name, pk, sk }
    }

    /// Name in template.yaml.
    pub(super) fn name(self) -> &'static str {
        self.name
    }

    /// Attribute with the partition key: an item without it isn't in the index.
    pub fn partition_attribute(self) -> &'static str {
        self.pk
    }

    /// Names of the attributes with its partition and sort key.
    pub(super) fn attributes(self) -> (&'static str, &'static str) {
        (self.pk, self.sk)
    }
}

pub(super) fn to_item<E: Entity>(entity: &E) -> Result<Item, serde_dynamo::Error> {
    let mut item: Item = serde_dynamo::to_item(entity)?;
    let mut insert = |name: &str, value: String| item.insert(name.into(), AttributeValue::S(value));
    let Key { pk, sk } = entity.key();
    insert("pk", pk);
    insert("sk", sk);
    for IndexKey { index, pk, sk } in entity.index_keys() {
        let (pk_attribute, sk_attribute) = index.attributes();
        insert(pk_attribute, pk);
        if let Some(sk) = sk {
            insert(sk_attribute, sk);
        }
    }
    Ok(item)
}

pub(super) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, serde_dynamo::Error> {
    serde_dynamo::from_item(item)
}

pub(super) fn key_of(key: &Key) -> Item {
    let attribute = |name: &str, value: &str| (name.to_owned(), AttributeValue::S(value.to_owned()));
    HashMap::from([attribute("pk", &key.pk), attribute("sk", &key.sk)])
}
