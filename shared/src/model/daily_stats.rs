//! What a room that is over is counted for, by day and agent. It is counted in the transaction that ends it, and taken back in
//! the one that reopens it, so the figures are at any time those of the rooms that are over, each once: nothing is ever
//! read again to count it.
//!
//! Durations are counted as in a histogram, since medians can't be added up: the table has a number for each bucket. The
//! buckets are `hdrhistogram`'s, exact to one in a hundred.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use super::{FirstResponse, Head, Room, RoomStatus, string_enum};
use crate::{
    ids::{AgentId, RoomId},
    table::{Key, Write},
    time::Timestamp,
};

string_enum!(
    /// What is measured of rooms, in seconds.
    Duration {
        /// Until an agent first had it.
        Waiting = "waiting",
        /// From when an agent had it until that agent first answered.
        FirstResponse = "first_response",
        /// With agents, until it was over.
        Resolution = "resolution",
    }
);

/// The longest that is told apart, in seconds: some hundred days.
const MAX_DURATION: u64 = 10_000_000;
/// To how many digits durations are kept.
const DIGITS: u8 = 2;

/// An empty histogram of durations.
///
/// # Errors
/// Never with these bounds; the library can't know.
pub fn histogram() -> Result<Histogram<u64>, hdrhistogram::CreationError> {
    Histogram::new_with_bounds(1, MAX_DURATION, DIGITS)
}

/// The attribute that counts rooms for which `duration` took `seconds`, or as good as that.
fn bucket(duration: Duration, seconds: u64) -> String {
    let seconds = seconds.min(MAX_DURATION);
    format!("{duration}_{}", histogram().map_or(seconds, |histogram| histogram.lowest_equivalent(seconds)))
}

/// What one day's figures belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatsShard {
    /// What an agent did.
    Agent(AgentId),
    /// What nobody did, in several items, lest all new rooms meet in one.
    Desk(u8),
}

impl StatsShard {
    /// How many items a day has for [`StatsShard::Desk`].
    const SHARDS: u128 = 4;

    fn of(agent: Option<AgentId>, room: RoomId) -> Self {
        agent.map_or_else(|| Self::desk(room), Self::Agent)
    }

    fn desk(room: RoomId) -> Self {
        // Less than four.
        Self::Desk(u8::try_from(room.as_u128() % Self::SHARDS).unwrap_or_default())
    }
}

/// How a room that is over is counted. Kept with it, so that what is taken back is what was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomOutcome {
    /// The day it ended, in UTC.
    pub day: NaiveDate,
    /// Whether it was resolved, rather than closed as it was.
    pub is_resolved: bool,
    /// The agent who had it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// How long it waited until an agent first had it, in seconds; absent if none ever did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u64>,
    /// The first answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response: Option<FirstResponse>,
    /// How long agents had it, in seconds; absent if none ever did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u64>,
}

impl RoomOutcome {
    /// How `before` is counted once it has become `after`, with the head that it had before.
    fn of(before: &Room, head: &Head, after: &Room, now: Timestamp) -> Self {
        Self {
            day: now.day(),
            is_resolved: after.status == RoomStatus::Resolved,
            agent_id: before.holder().map(|agent| agent.id),
            waiting: before.assigned_at.map(|assigned_at| assigned_at.seconds_since(before.created_at)),
            first_response: head.service.first_response,
            resolution: before.assigned_at.map(|_| head.service.seconds_until(now)),
        }
    }
}

impl Room {
    /// Notes how the room is counted when a change has ended it, and that it isn't when a change has reopened it.
    pub fn count(&mut self, before: &Self, head: &Head, now: Timestamp) {
        match (before.is_over(), self.is_over()) {
            (false, true) => self.tally = Some(RoomOutcome::of(before, head, self, now)),
            (true, false) => self.tally = None,
            _ => {}
        }
    }
}

/// Numbers to be added, by attribute.
type Counts = BTreeMap<String, i64>;

/// What is to be added to the figures of days and agents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DailyStats {
    days: BTreeMap<(NaiveDate, StatsShard), Counts>,
    agents: BTreeMap<AgentId, Counts>,
}

impl DailyStats {
    /// For a new room.
    pub fn created(room: &Room) -> Self {
        let mut figures = Self::default();
        figures.in_day((room.created_at.day(), StatsShard::desk(room.id)), "created".into(), 1);
        figures
    }

    /// For the change of a room.
    pub fn changed(before: &Room, after: &Room) -> Self {
        let mut figures = Self::default();
        figures.add(before, -1);
        figures.add(after, 1);
        figures.days.values_mut().chain(figures.agents.values_mut()).for_each(|counts| counts.retain(|_, n| *n != 0));
        figures.days.retain(|_, counts| !counts.is_empty());
        figures.agents.retain(|_, counts| !counts.is_empty());
        figures
    }

    /// The agents whose sums change.
    pub fn agents(&self) -> impl Iterator<Item = AgentId> {
        self.agents.keys().copied()
    }

    /// Has an agent's item take in what is its share.
    pub fn add_to_agent(&self, agent: AgentId, write: Write) -> Write {
        let counts = self.agents.get(&agent).into_iter().flatten();
        counts.fold(write, |write, (name, count)| write.add(name, count))
    }

    /// Drops what would be added to an agent who isn't there any more.
    pub fn forget_agent(&mut self, agent: AgentId) {
        self.agents.remove(&agent);
    }

    /// What stores the figures of days. `name_of` says what an agent is called, as far as that is known.
    pub fn day_writes(&self, name_of: impl Fn(AgentId) -> Option<String>) -> Vec<Write> {
        let write = |(&(day, share), counts): (&(NaiveDate, StatsShard), &Counts)| {
            let write = Write::update(Key::figures(day, share)).set("day", day);
            let write = match share {
                StatsShard::Agent(id) => {
                    let write = write.set("agent_id", id);
                    name_of(id).into_iter().fold(write, |write, name| write.set("name", name))
                }
                StatsShard::Desk(_) => write,
            };
            counts.iter().fold(write, |write, (name, count)| write.add(name, count))
        };
        self.days.iter().map(write).collect()
    }

    /// Adds what `room` is counted for `times` over.
    fn add(&mut self, room: &Room, times: i64) {
        let Some(RoomOutcome { day, is_resolved, agent_id, waiting, first_response, resolution }) = room.tally.clone()
        else {
            return;
        };
        let ending = (day, StatsShard::of(agent_id, room.id));
        self.in_day(ending, if is_resolved { "resolved" } else { "closed" }.into(), times);
        if let Some(seconds) = waiting {
            self.in_day(ending, bucket(Duration::Waiting, seconds), times);
        }
        if let Some(seconds) = resolution {
            self.in_day(ending, bucket(Duration::Resolution, seconds), times);
        }
        if let Some(FirstResponse { agent_id, seconds }) = first_response {
            self.in_day((day, StatsShard::Agent(agent_id)), bucket(Duration::FirstResponse, seconds), times);
            self.of_agent(agent_id, [("first_responses", 1), ("first_response_seconds", seconds)], times);
        }
        if let Some(rating) = room.rating {
            self.in_day(ending, format!("{RATING}{rating}"), times);
        }
        let Some(agent_id) = agent_id else { return };
        let resolution = resolution.unwrap_or_default();
        let done =
            [("total_resolved_chats", u64::from(is_resolved)), ("resolutions", 1), ("resolution_seconds", resolution)];
        self.of_agent(agent_id, done, times);
        if let Some(rating) = room.rating {
            self.of_agent(agent_id, [("ratings", 1), ("ratings_sum", rating.into())], times);
        }
    }

    fn in_day(&mut self, place: (NaiveDate, StatsShard), name: String, times: i64) {
        *self.days.entry(place).or_default().entry(name).or_default() += times;
    }

    fn of_agent<const N: usize>(&mut self, agent: AgentId, counts: [(&str, u64); N], times: i64) {
        let sums = self.agents.entry(agent).or_default();
        for (name, count) in counts {
            *sums.entry(name.into()).or_default() += times * i64::try_from(count).unwrap_or(i64::MAX / 2);
        }
    }
}

/// What the names of attributes start with that count ratings; the rating follows.
const RATING: &str = "rating_";

/// The figures of a day and share, as they are stored.
#[derive(Clone, Debug, Deserialize)]
pub struct DayStats {
    /// The day.
    pub day: NaiveDate,
    /// Whose they are; nobody's when absent.
    #[serde(default)]
    pub agent_id: Option<AgentId>,
    /// What that agent was called.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(flatten)]
    counts: BTreeMap<String, serde_json::Value>,
}

impl DayStats {
    /// How many rooms: `created`, `resolved` or `closed`.
    pub fn rooms(&self, deed: &str) -> u64 {
        self.counts.get(deed).and_then(serde_json::Value::as_u64).unwrap_or_default()
    }

    /// How long something took in seconds, and how often.
    pub fn durations(&self, duration: Duration) -> impl Iterator<Item = (u64, u64)> {
        self.numbered(duration.as_str())
    }

    /// Ratings, and how often each was given.
    pub fn ratings(&self) -> impl Iterator<Item = (u64, u64)> {
        self.numbered(RATING.trim_end_matches('_'))
    }

    fn numbered(&self, name: &str) -> impl Iterator<Item = (u64, u64)> {
        self.counts.iter().filter_map(move |(attribute, count)| {
            let number = attribute.strip_prefix(name)?.strip_prefix('_')?.parse().ok()?;
            Some((number, count.as_u64()?))
        })
    }
}
