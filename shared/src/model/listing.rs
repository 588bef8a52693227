//! The index that lists entities of different types, each in a partition of its own.

use crate::table::Index;

/// All users, all agents, all rooms, and the deliveries to be attempted.
pub(super) const LISTING: Index = Index::new("listing", "listing_pk", "listing_sk");
