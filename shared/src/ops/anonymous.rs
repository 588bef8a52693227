//! Limits of what an address does without an account.

use chrono::Duration;

use crate::{State, address::Address, store::Throttle};

/// Window of the limits.
pub(super) const WINDOW: Duration = Duration::hours(12);

/// Attempts of each kind that an address has for each chat that it may begin: visitors look around, abandon and reload.
pub const ATTEMPTS_PER_CHAT: u64 = 10;

/// Limits how often an address does `what`, short of beginning a chat.
pub(super) fn throttle(state: &State, what: &str, address: Address) -> Throttle {
    let limit = state.config.desk.limits.visitor_chats_per_ip.saturating_mul(ATTEMPTS_PER_CHAT);
    Throttle::new(&format!("{what}#{}", address.network()), limit, WINDOW)
}
