//! The report on how the desk did.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::agent::average;
use crate::ids::AgentId;

/// The report: sums over all days, by day, and by agent.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The first day, in UTC.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many rooms were made.
    pub created: u64,
    /// All that ended.
    #[serde(flatten)]
    pub total: Summary,
    /// By day; days on which nothing happened are left out.
    pub days: Vec<DayReport>,
    /// By agent.
    pub agents: Vec<AgentReport>,
}

/// A day.
#[derive(Clone, Debug, Serialize)]
pub struct DayReport {
    /// Which.
    pub date: NaiveDate,
    /// How many rooms were made.
    pub created: u64,
    /// What ended.
    #[serde(flatten)]
    pub summary: Summary,
}

/// An agent.
#[derive(Clone, Debug, Serialize)]
pub struct AgentReport {
    /// Which.
    pub agent_id: AgentId,
    /// What it was called last.
    pub full_name: Option<String>,
    /// What it ended, and what it answered first.
    #[serde(flatten)]
    pub summary: Summary,
    /// The same by day.
    pub days: Vec<DayReport>,
}

/// What ended: each room that is over counts once, on the day it ended.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// How many rooms were resolved.
    pub resolved: u64,
    /// How many were closed as they were.
    pub closed: u64,
    /// How long they waited until an agent first had them.
    pub waiting_seconds: Times,
    /// How long an agent had them until that agent first answered.
    pub first_response_seconds: Times,
    /// How long agents had them.
    pub resolution_seconds: Times,
    /// What their customers said.
    pub rating: Rating,
}

/// Durations in seconds, exact to one in a hundred.
#[derive(Clone, Debug, Serialize)]
pub struct Times {
    /// Of how many rooms.
    pub count: u64,
    /// Half of them took no longer.
    pub median: Option<u64>,
    /// Nine of ten took no longer.
    pub p90: Option<u64>,
}

/// Ratings from 1 to 5.
#[derive(Clone, Debug, Serialize)]
pub struct Rating {
    /// How many.
    pub count: u64,
    /// Their average.
    pub average: Option<f64>,
    /// How often each was given.
    pub distribution: BTreeMap<u64, u64>,
}

impl Rating {
    /// Of ratings, each with how often it was given.
    pub fn new(given: &BTreeMap<u64, u64>) -> Self {
        let count = given.values().sum();
        let sum = given.iter().map(|(rating, count)| rating * count).sum();
        let distribution = (1..=5).map(|rating| (rating, given.get(&rating).copied().unwrap_or_default())).collect();
        Self { count, average: average(sum, count), distribution }
    }
}
