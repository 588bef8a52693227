//! Presence of a user.

use chrono::Duration;

/// Longest silence of a connection that counts as alive: two heartbeats of 30 s and a margin.
pub const PRESENCE_TIMEOUT: Duration = Duration::seconds(75);

/// Source of a change of presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A connection, until it falls silent.
    Connected,
    /// Set by the user.
    Online,
    /// Set by the user, or the end of the user's last connection.
    Offline,
}
