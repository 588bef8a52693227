//! Handling time and first response of a room, from which its outcome is computed.

use serde::{Deserialize, Serialize};

use crate::{ids::AgentId, time::Timestamp};

/// Handling time of a room, from which its outcome is computed. Stored as a list, without attribute names, because
/// every message writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredHandlingTime", into = "StoredHandlingTime")]
pub struct HandlingTime {
    /// Time of the current agent's assignment.
    pub since: Option<Timestamp>,
    /// Handling time of earlier assignments, in seconds.
    pub seconds: u64,
    /// First response.
    pub first_response: Option<FirstResponse>,
    /// `true` while the customer waits for an answer, as from the start.
    pub is_unanswered: bool,
}

/// `since` in milliseconds, `seconds`, the first response's agent and seconds, `is_unanswered`.
type StoredHandlingTime = (Option<i64>, u64, Option<(AgentId, u64)>, bool);

impl From<StoredHandlingTime> for HandlingTime {
    fn from((since, seconds, first_response, is_unanswered): StoredHandlingTime) -> Self {
        let first_response = first_response.map(|(agent_id, seconds)| FirstResponse { agent_id, seconds });
        Self { since: since.and_then(Timestamp::from_unix_millis), seconds, first_response, is_unanswered }
    }
}

impl From<HandlingTime> for StoredHandlingTime {
    fn from(HandlingTime { since, seconds, first_response, is_unanswered }: HandlingTime) -> Self {
        let first_response = first_response.map(|FirstResponse { agent_id, seconds }| (agent_id, seconds));
        (since.map(Timestamp::unix_millis), seconds, first_response, is_unanswered)
    }
}

/// The first response in a room by its assigned agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstResponse {
    /// Agent.
    pub agent_id: AgentId,
    /// Seconds since that agent's assignment: time in the queue or with another agent isn't included.
    pub seconds: u64,
}

impl HandlingTime {
    /// Total handling time by agents up to `now`, in seconds.
    pub fn seconds_until(&self, now: Timestamp) -> u64 {
        self.seconds + self.since.map_or(0, |since| now.seconds_since(since))
    }
}
