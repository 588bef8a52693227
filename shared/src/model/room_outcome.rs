//! Outcome of a resolved or closed room, which the daily stats count.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::FirstResponse;
use crate::ids::AgentId;

/// Outcome of a resolved or closed room. Stored with it, so that reopening subtracts exactly what was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomOutcome {
    /// Day on which it was resolved or closed, in UTC.
    pub day: NaiveDate,
    /// `true` if it was resolved, `false` if it was closed unresolved.
    pub is_resolved: bool,
    /// Agent it was assigned to at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// Seconds until its first assignment; absent if it never had an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u64>,
    /// First response, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response: Option<FirstResponse>,
    /// Seconds with agents; absent if it never had an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u64>,
}
