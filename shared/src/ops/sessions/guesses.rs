//! How often passwords may be guessed: by what was typed and from where, whether or not there is anybody of the name.
//!
//! Taken before a password is looked at, so that guesses made at once count as much as one after the other, and given back
//! after a good one. Nobody is locked out by others: for one name over all addresses, guesses only take longer.

use std::time::Duration as Delay;

use chrono::Duration;
use uuid::Uuid;

use crate::{ApiError, address::Address, config::Limits, ops::throttle::Throttle, table::Table, text::identifier};

/// The time within which failures from one address count.
const ADDRESS_WINDOW: Duration = Duration::minutes(15);
/// The time within which failures for one name count, from wherever.
const NAME_WINDOW: Duration = Duration::hours(1);
/// How much longer a guess takes when there were too many for its name.
const SLOW_DOWN_DELAY: Delay = Delay::from_secs(2);

/// The limits that guesses for one name from one address are held to.
pub(super) struct Guesses {
    by_name_and_address: Throttle,
    by_address: Throttle,
    by_name: Throttle,
}

impl Guesses {
    pub fn new(limits: &Limits, name: &str, address: Address) -> Self {
        // Of one length, since a name can be longer than a key.
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

    /// Takes one guess.
    ///
    /// # Errors
    /// 429 when none is left.
    pub async fn take(&self, table: &Table) -> Result<(), ApiError> {
        self.by_name_and_address.take(table).await?;
        let (by_address, is_slow) = tokio::join!(self.by_address.take(table), self.by_name.exceed(table));
        by_address?;
        if is_slow? {
            tokio::time::sleep(SLOW_DOWN_DELAY).await;
        }
        Ok(())
    }

    /// Gives it back: the password was right. What can't be given back only counts for nothing.
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
