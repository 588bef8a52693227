//! An address that gets no mail any more: it doesn't exist, or its owner has called our mail spam. Services that take mail
//! shut out who goes on writing to such addresses.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{LISTING, string_enum};
use crate::{
    ids::StoppedAddressId,
    table::{Entity, IndexKey, Key, Query},
    time::Timestamp,
};

string_enum!(
    /// Reason why an address gets no mail.
    StopReason {
        /// Mail to it came back for good.
        Bounce = "bounce",
        /// Its owner complained.
        Complaint = "complaint",
    }
);

/// An address that gets no mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoppedAddress {
    /// Its id, which follows from the address.
    pub id: StoppedAddressId,
    /// The address.
    pub address: String,
    /// Reason.
    pub reason: StopReason,
    /// Words of the server that refused the mail; may be empty.
    pub detail: String,
    /// Time from which it gets none.
    pub created_at: Timestamp,
    /// Time from which it gets mail again, because an admin wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_at: Option<Timestamp>,
    /// Expiry in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// Time after which an address is tried again.
const RETENTION: Duration = Duration::days(365);
/// Partition of all of them in [`LISTING`].
const STOPPED_ADDRESSES: &str = "STOPPED_ADDRESSES";

impl StoppedAddress {
    /// An address that gets no mail from now on.
    pub fn new(address: &str, reason: StopReason, detail: &str) -> Self {
        let now = Timestamp::now();
        Self {
            id: StoppedAddressId::of(address),
            address: address.to_owned(),
            reason,
            detail: detail.to_owned(),
            created_at: now,
            allowed_at: None,
            ttl: now.after(RETENTION).unix(),
        }
    }

    /// Key of the address with this id.
    pub fn key_of(id: StoppedAddressId) -> Key {
        Key::new(format!("STOPPED#{id}"), "STOPPED")
    }

    /// List of all, the latest first.
    pub fn all() -> Query {
        Query::index(LISTING, STOPPED_ADDRESSES).descending()
    }
}

impl Entity for StoppedAddress {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let sk = format!("{}#{}", self.created_at, self.id);
        let listed = IndexKey { index: LISTING, pk: STOPPED_ADDRESSES.into(), sk: Some(sk) };
        if self.allowed_at.is_some() { Vec::new() } else { vec![listed] }
    }
}
