//! The report, for admins.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::agent::average;
use crate::ids::AgentId;

/// The report: sums over all days, by day, and by agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// First day, in UTC.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Number of rooms created.
    pub created: u64,
    /// All resolved and closed rooms.
    #[serde(flatten)]
    pub total: Summary,
    /// By day; days without any are omitted.
    pub days: Vec<DayReport>,
    /// By agent.
    pub agents: Vec<AgentReport>,
}

/// Stats of a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DayReport {
    /// Day.
    pub date: NaiveDate,
    /// Number of rooms created.
    pub created: u64,
    /// Resolved and closed rooms.
    #[serde(flatten)]
    pub summary: Summary,
}

/// Stats of an agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgentReport {
    /// Agent.
    pub agent_id: AgentId,
    /// Latest known name.
    pub full_name: Option<String>,
    /// Rooms resolved or closed with the agent, and the agent's first responses.
    #[serde(flatten)]
    pub summary: Summary,
    /// The same by day.
    pub days: Vec<DayReport>,
}

/// Summary of resolved and closed rooms: each counts once, on the day it was resolved or closed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Summary {
    /// Number of resolved rooms.
    pub resolved: u64,
    /// Number of rooms closed unresolved.
    pub closed: u64,
    /// Time until the first assignment.
    pub waiting_seconds: Times,
    /// Time from an agent's assignment until that agent's first response.
    pub first_response_seconds: Times,
    /// Time with agents.
    pub resolution_seconds: Times,
    /// Ratings by customers.
    pub rating: Rating,
}

/// Durations in seconds, accurate to 1 %.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Times {
    /// Number of rooms.
    pub count: u64,
    /// Median.
    pub median: Option<u64>,
    /// 90th percentile.
    pub p90: Option<u64>,
}

/// Ratings from 1 to 5.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Rating {
    /// Number of ratings.
    pub count: u64,
    /// Average rating.
    pub average: Option<f64>,
    /// Number of each rating.
    // In JSON all keys are strings.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub distribution: BTreeMap<u64, u64>,
}

impl Rating {
    /// Summarizes ratings, each with its number.
    pub fn new(given: &BTreeMap<u64, u64>) -> Self {
        let count = given.values().sum();
        let sum = given.iter().map(|(rating, count)| rating * count).sum();
        let distribution = (1..=5).map(|rating| (rating, given.get(&rating).copied().unwrap_or_default())).collect();
        Self { count, average: average(sum, count), distribution }
    }
}
