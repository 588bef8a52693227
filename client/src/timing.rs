//! Timeouts and intervals of a client.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// Timeouts and intervals of a client. The defaults fit the system's limits; tests and simulations may use others.
#[derive(Clone, Debug)]
pub struct Timing {
    /// Interval between `ping` frames: a loss is noticed within this time.
    pub heartbeat: Duration,
    /// Longest wait for the answer to a frame before it is sent again.
    pub frame_timeout: Duration,
    /// Longest wait for a connection to open, so that one that hangs doesn't prevent further attempts.
    pub connect_timeout: Duration,
    /// Longest time without a connection before the client falls back to HTTP, unless too many attempts have failed
    /// before.
    pub blocked_after: Duration,
    /// Interval between loads of the rooms by HTTP without a connection.
    pub poll_interval: Duration,
    /// Age at which a connection is replaced; API Gateway ends it after two hours.
    pub renewal: Duration,
    /// Delay before the first attempt to reconnect. It grows with each attempt.
    pub min_reconnect_delay: Duration,
    /// Longest delay between attempts.
    pub max_reconnect_delay: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(30),
            frame_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(10),
            blocked_after: Duration::from_secs(8),
            poll_interval: Duration::from_secs(3),
            renewal: Duration::from_secs(110 * 60),
            min_reconnect_delay: Duration::from_millis(250),
            max_reconnect_delay: Duration::from_secs(5),
        }
    }
}

impl Timing {
    /// Delays between attempts to connect, with jitter, so that clients that lost their connections together don't
    /// reconnect together.
    pub(crate) fn reconnect_delays(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.min_reconnect_delay)
            .with_max_delay(self.max_reconnect_delay)
            .without_max_times()
            .with_jitter()
            .build()
    }
}
