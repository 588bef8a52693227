//! What goes on at the desk.

use serde::Serialize;

use crate::time::Timestamp;

/// What goes on, as far as was looked.
#[derive(Clone, Debug, Serialize)]
pub struct Activity {
    /// When.
    pub time: Timestamp,
    /// How many WebSocket connections are open.
    pub connections: usize,
    /// How many users are online, visitors and staff among them.
    pub online_users: usize,
    /// How many of them are agents.
    pub online_agents: usize,
    /// How many rooms wait for an agent.
    pub waiting: usize,
    /// How many rooms agents have.
    pub active: usize,
    /// How many messages people have sent in those rooms within the last minute.
    pub messages_last_minute: usize,
    /// Whether there is more than was looked at: then the numbers are the least that there is.
    pub is_partial: bool,
}
