//! When a client does what.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// The times that a client goes by. The defaults fit the system's own; tests and simulations may take others.
#[derive(Clone, Debug)]
pub struct Timing {
    /// How often a `ping` goes out: whatever was lost shows within this time.
    pub heartbeat: Duration,
    /// How long the answer to a frame may take before the frame is sent again.
    pub patience: Duration,
    /// How long opening a connection may take. One that hangs must not keep others from being tried.
    pub handshake: Duration,
    /// How long there may be no connection before HTTP takes its place, unless enough attempts have failed before.
    pub blocked_after: Duration,
    /// How often rooms are asked for by HTTP while no connection can be had.
    pub poll: Duration,
    /// After this time a connection is replaced by a new one; API Gateway ends it after two hours.
    pub renewal: Duration,
    /// The pause before the first attempt to connect again. It grows from attempt to attempt.
    pub first_pause: Duration,
    /// The longest such pause.
    pub longest_pause: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(30),
            patience: Duration::from_secs(5),
            handshake: Duration::from_secs(10),
            blocked_after: Duration::from_secs(8),
            poll: Duration::from_secs(3),
            renewal: Duration::from_secs(110 * 60),
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(5),
        }
    }
}

impl Timing {
    /// The pauses between attempts to connect, with jitter: clients that lost their connections together must not come
    /// back together.
    pub(crate) fn pauses(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .without_max_times()
            .with_jitter()
            .build()
    }
}
