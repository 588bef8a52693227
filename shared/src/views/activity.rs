//! Current activity, for staff.

use serde::Serialize;
use utoipa::ToSchema;

use crate::time::Timestamp;

/// Current activity, as far as it was read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Activity {
    /// Time of the reading.
    pub time: Timestamp,
    /// Number of open WebSocket connections.
    pub connections: usize,
    /// Number of online users, including visitors and staff.
    pub online_users: usize,
    /// Number of online agents.
    pub online_agents: usize,
    /// Number of waiting rooms.
    pub waiting: usize,
    /// Seconds for which the room has waited that began first; `null` if none waits.
    pub longest_wait_seconds: Option<i64>,
    /// Number of active rooms whose customer has had no answer to what they wrote last.
    pub unanswered: usize,
    /// Number of active rooms.
    pub active: usize,
    /// Number of messages that users have sent in those rooms within the last minute.
    pub messages_last_minute: usize,
    /// `true` if a limit was reached: the numbers are lower bounds.
    pub is_partial: bool,
}
