//! A block: a visitor or an address that gets no chat any more.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Actor, User};
use crate::{
    address::Address,
    ids::{BlockId, UserId},
    table::{Entity, Key, Query},
    text::identifier,
    time::Timestamp,
};

/// People that a block keeps out: any that one of these names. Serialized as it is in answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Blocked {
    /// A visitor.
    pub user_id: Option<UserId>,
    /// An e-mail address.
    #[schema(example = "eve@example.com")]
    pub email: Option<String>,
    /// A network address; of IPv6 the network that it is in.
    #[schema(example = "203.0.113.7")]
    pub ip_address: Option<String>,
}

impl Blocked {
    /// Somebody with this e-mail address, which may be empty, who writes from this network address.
    pub fn at(email: &str, address: Address) -> Self {
        let email = Some(email.to_owned()).filter(|email| !email.is_empty());
        Self { user_id: None, email, ip_address: address.0.map(|_| address.network()) }
    }

    /// A user who writes from this network address.
    pub fn of(user: &User, address: Address) -> Self {
        Self { user_id: Some(user.id), ..Self::at(&user.email, address) }
    }

    /// Lists of the guards of all blocks of the same.
    pub fn guards(&self) -> impl Iterator<Item = Query> {
        self.partitions().map(Query::table)
    }

    /// Partitions of the guards.
    fn partitions(&self) -> impl Iterator<Item = String> + use<> {
        let user = self.user_id.map(|id| format!("BLOCKED#USER#{id}"));
        let email = self.email.as_ref().map(|email| format!("BLOCKED#EMAIL#{}", identifier(email)));
        let address = self.ip_address.as_ref().map(|address| format!("BLOCKED#ADDRESS#{address}"));
        [user, email, address].into_iter().flatten()
    }
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Block {
    /// Id.
    pub id: BlockId,
    /// People that it keeps out.
    #[serde(flatten)]
    pub blocked: Blocked,
    /// Reason, for the desk; may be empty.
    #[schema(example = "Insults")]
    pub reason: String,
    /// Its author.
    pub created_by: Actor,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Time of its end; `null` for never.
    pub expires_at: Option<Timestamp>,
}

/// Partition of all blocks.
const PARTITION: &str = "BLOCKS";

impl Block {
    /// Key of the block with this id.
    pub fn key_of(id: BlockId) -> Key {
        Key::new(PARTITION, id.to_string())
    }

    /// List of all blocks, the latest first.
    pub fn all() -> Query {
        Query::table(PARTITION).descending()
    }

    /// Its guards.
    pub fn guards(&self) -> impl Iterator<Item = BlockGuard> {
        let Self { id: block_id, expires_at, .. } = *self;
        let ttl = expires_at.map(Timestamp::unix);
        self.blocked.partitions().map(move |partition| BlockGuard { partition, block_id, expires_at, ttl })
    }

    /// `true` until it has ended.
    pub fn is_in_force_at(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

impl Entity for Block {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}

/// The part of a block that is found by one of those whom it keeps out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BlockGuard {
    /// Partition: the user, e-mail or network address.
    partition: String,
    /// The block.
    block_id: BlockId,
    /// Time of its end; absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    /// The same in seconds since 1970, for DynamoDB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttl: Option<i64>,
}

impl Entity for BlockGuard {
    fn key(&self) -> Key {
        Key::new(self.partition.clone(), self.block_id.to_string())
    }
}

impl BlockGuard {
    /// `true` until the block has ended.
    pub fn is_in_force_at(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}
