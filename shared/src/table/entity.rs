//! Between entities and items: an item is an entity's own attributes, its primary key, and the keys of the indexes that
//! it is to be found in.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::keys::Key;

/// An item as the SDK has it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Something that is stored as an item.
pub trait Entity: Serialize + DeserializeOwned + Send {
    /// Its primary key.
    fn key(&self) -> Key;

    /// The keys under which indexes hold it.
    fn index_keys(&self) -> Vec<IndexKey> {
        Vec::new()
    }
}

/// Where an index holds an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexKey {
    /// The index.
    pub index: Index,
    /// Its partition.
    pub pk: String,
    /// The place within it; `None` where the index sorts by the table's own sort key.
    pub sk: Option<String>,
}

/// The indexes, named after what they are for; template.yaml defines them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// A customer's rooms, by age.
    RoomsByCustomer,
    /// An agent's rooms, by status, then age.
    RoomsByAgent,
    /// Rooms of one status: waiting ones by priority and age (the queue), others by age.
    RoomsByStatus,
    /// All users, all agents, all rooms.
    Listing,
    /// A user's unread notifications.
    UnreadNotifications,
}

impl Index {
    /// Its name in the template.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::RoomsByCustomer => "rooms_by_customer",
            Self::RoomsByAgent => "rooms_by_agent",
            Self::RoomsByStatus => "rooms_by_status",
            Self::Listing => "listing",
            Self::UnreadNotifications => "unread_notifications",
        }
    }

    /// The attributes that hold its partition and sort key.
    pub(super) fn attributes(self) -> (&'static str, &'static str) {
        match self {
            Self::RoomsByCustomer => ("customer_pk", "customer_sk"),
            Self::RoomsByAgent => ("agent_pk", "agent_sk"),
            Self::RoomsByStatus => ("status_pk", "status_sk"),
            Self::Listing => ("listing_pk", "listing_sk"),
            Self::UnreadNotifications => ("unread_pk", "sk"),
        }
    }
}

/// The attribute that takes a notification out of the unread ones when it is removed.
pub const UNREAD: &str = "unread_pk";

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
