//! Limits on guesses of passwords: by the entered name and the address, even if no user has the name.
//!
//! A guess is counted before the password is checked, so that concurrent guesses count as much as sequential ones, and
//! released after a correct one. Nobody can lock another user out: too many guesses for one name from all addresses
//! only slow down.

use std::time::Duration as Delay;

use chrono::Duration;
use uuid::Uuid;

use crate::{ApiError, address::Address, config::Limits, store::Throttle, table::Table, text::identifier};

/// Settings of the limits.
pub const GUESS_LIMITS: [&str; 3] = ["SIGN_IN_FAILURES", "SIGN_IN_FAILURES_PER_IP", "SIGN_IN_FAILURES_PER_NAME"];

/// Window of failures from one address.
const ADDRESS_WINDOW: Duration = Duration::minutes(15);
/// Window of failures for one name, from all addresses.
const NAME_WINDOW: Duration = Duration::hours(1);
/// Additional delay of a guess above the limit for its name.
const SLOW_DOWN_DELAY: Delay = Delay::from_secs(2);

/// The limits of guesses for one name from one address.
pub(super) struct Guesses {
    by_name_and_address: Throttle,
    by_address: Throttle,
    by_name: Throttle,
}

impl Guesses {
    pub fn new(limits: &Limits, name: &str, address: Address) -> Self {
        // Hashed to a fixed length, since a name can be longer than a key.
        let name = Uuid::new_v5(&Uuid::NAMESPACE_OID, identifier(name).as_bytes());
        let address = address.network();
        let throttle = |kind: &str, whom: &str, limit, window| Throttle::new(&format!("{kind}#{whom}"), limit, window);
        Self {
            by_name_and_address: throttle(
                "SIGN_IN",
                &format!("{name}#{address}"),
                limits.sign_in_failures,
                ADDRESS_WINDOW,
            ),
            by_address: throttle("SIGN_IN_ADDRESS", &address, limits.sign_in_failures_per_ip, ADDRESS_WINDOW),
            by_name: throttle("SIGN_IN_NAME", &name.to_string(), limits.sign_in_failures_per_name, NAME_WINDOW),
        }
    }

    /// Counts one guess.
    ///
    /// # Errors
    /// 429 above a limit.
    pub async fn take(&self, table: &Table) -> Result<(), ApiError> {
        self.by_name_and_address.take(table).await?;
        let (by_address, is_slow) = tokio::join!(self.by_address.take(table), self.by_name.exceed(table));
        by_address?;
        if is_slow? {
            tokio::time::sleep(SLOW_DOWN_DELAY).await;
        }
        Ok(())
    }

    /// Releases a guess after a correct password. A failed release only leaves it counted.
    pub async fn release(&self, table: &Table) {
        let all =
            [&self.by_name_and_address, &self.by_address, &self.by_name].map(|throttle| throttle.release(table, 1));
        for given_back in futures_util::future::join_all(all).await {
            if let Err(error) = given_back {
                error.log();
            }
        }
    }
}
