//! Daily stats: outcomes of resolved and closed rooms, by day and agent. An outcome is added in the transaction that
//! resolves or closes the room and subtracted in the one that reopens it, so the stats always cover each such room
//! exactly once, and nothing is read again to compute them.
//!
//! Durations are counted in histogram buckets, since medians can't be added up: each bucket is an attribute. The
//! buckets are `hdrhistogram`'s, accurate to 1 %.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hdrhistogram::Histogram;
use serde::Deserialize;

use super::{FirstResponse, Head, Room, RoomOutcome, RoomStatus, string_enum};
use crate::{
    ids::{AgentId, RoomId},
    table::{Key, Query, Write, days, padded},
    time::Timestamp,
};

string_enum!(
    /// Measured durations, in seconds.
    Duration {
        /// From the creation of the room to its first assignment.
        Waiting = "waiting",
        /// From an agent's assignment to that agent's first response.
        FirstResponse = "first_response",
        /// Time with agents until the room was resolved or closed.
        Resolution = "resolution",
    }
);

/// Longest distinguished duration, in seconds: over a hundred days.
const MAX_DURATION: u64 = 10_000_000;
/// Significant digits of recorded durations.
const DIGITS: u8 = 2;

/// Builds an empty histogram of durations.
///
/// # Errors
/// None with these bounds, which the library checks at run time.
pub fn histogram() -> Result<Histogram<u64>, hdrhistogram::CreationError> {
    Histogram::new_with_bounds(1, MAX_DURATION, DIGITS)
}

/// Attribute that counts rooms whose `duration` took `seconds`, rounded to the bucket.
fn bucket(duration: Duration, seconds: u64) -> String {
    let seconds = seconds.min(MAX_DURATION);
    format!("{duration}_{}", histogram().map_or(seconds, |histogram| histogram.lowest_equivalent(seconds)))
}

/// Owner of a day's stats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatsShard {
    /// Rooms of an agent.
    Agent(AgentId),
    /// Rooms without an agent, over several items, so that new rooms don't all write to the same one.
    Desk(u8),
}

impl StatsShard {
    /// Items per day for [`StatsShard::Desk`].
    const SHARDS: u128 = 4;

    fn of(agent: Option<AgentId>, room: RoomId) -> Self {
        agent.map_or_else(|| Self::desk(room), Self::Agent)
    }

    fn desk(room: RoomId) -> Self {
        // Less than four.
        Self::Desk(u8::try_from(room.as_u128() % Self::SHARDS).unwrap_or_default())
    }
}

impl RoomOutcome {
    /// Outcome of `before` once it has become `after`, with the head from before the change.
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
    /// Sets the room's outcome if a change has resolved or closed it, and removes it if a change has reopened it.
    pub fn count(&mut self, before: &Self, head: &Head, now: Timestamp) {
        match (before.is_over(), self.is_over()) {
            (false, true) => self.tally = Some(RoomOutcome::of(before, head, self, now)),
            (true, false) => self.tally = None,
            _ => {}
        }
    }
}

/// Increments by attribute.
type Counts = BTreeMap<String, i64>;

/// Increments of the stats of days and agents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DailyStats {
    days: BTreeMap<(NaiveDate, StatsShard), Counts>,
    agents: BTreeMap<AgentId, Counts>,
}

impl DailyStats {
    /// Increments for a new room.
    pub fn created(room: &Room) -> Self {
        let mut figures = Self::default();
        figures.in_day((room.created_at.day(), StatsShard::desk(room.id)), "created".into(), 1);
        figures
    }

    /// Increments for a change of a room.
    pub fn changed(before: &Room, after: &Room) -> Self {
        let mut figures = Self::default();
        figures.add(before, -1);
        figures.add(after, 1);
        figures.days.values_mut().chain(figures.agents.values_mut()).for_each(|counts| counts.retain(|_, n| *n != 0));
        figures.days.retain(|_, counts| !counts.is_empty());
        figures.agents.retain(|_, counts| !counts.is_empty());
        figures
    }

    /// Agents whose sums change.
    pub fn agents(&self) -> impl Iterator<Item = AgentId> {
        self.agents.keys().copied()
    }

    /// Adds an agent's increments to the write of its item.
    pub fn add_to_agent(&self, agent: AgentId, write: Write) -> Write {
        let counts = self.agents.get(&agent).into_iter().flatten();
        counts.fold(write, |write, (name, count)| write.add(name, count))
    }

    /// Discards the increments of an agent who was removed.
    pub fn forget_agent(&mut self, agent: AgentId) {
        self.agents.remove(&agent);
    }

    /// Writes of the daily stats. `name_of` returns the name of an agent, if it is known.
    pub fn day_writes(&self, name_of: impl Fn(AgentId) -> Option<String>) -> Vec<Write> {
        let write = |(&(day, share), counts): (&(NaiveDate, StatsShard), &Counts)| {
            let write = Write::update(key(day, share)).set("day", day);
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

    /// Adds the outcome of `room`, multiplied by `times`.
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

/// Prefix of the attributes that count ratings; the rating follows.
const RATING: &str = "rating_";

/// Stats of a day and shard, as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct DayStats {
    /// The day.
    pub day: NaiveDate,
    /// Agent; absent for rooms without one.
    #[serde(default)]
    pub agent_id: Option<AgentId>,
    /// Name of the agent at that time.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(flatten)]
    counts: BTreeMap<String, serde_json::Value>,
}

/// Key of the stats of a day and shard.
fn key(day: NaiveDate, share: StatsShard) -> Key {
    let share = match share {
        StatsShard::Agent(id) => format!("AGENT#{}", padded(id.0)),
        StatsShard::Desk(shard) => format!("DESK#{shard}"),
    };
    Key::new(partition(day), format!("{day}#{share}"))
}

/// Partition of the stats of a day's month.
fn partition(day: NaiveDate) -> String {
    format!("FIGURES#{}", day.format("%Y-%m"))
}

impl DayStats {
    /// List of the stats of a day's month from the day `first` to the day `last`.
    pub fn of_month(day: NaiveDate, first: NaiveDate, last: NaiveDate) -> Query {
        let (first, last) = days(first, last);
        Query::table(partition(day)).between(first, last)
    }

    /// Number of rooms: `created`, `resolved` or `closed`.
    pub fn rooms(&self, deed: &str) -> u64 {
        self.counts.get(deed).and_then(serde_json::Value::as_u64).unwrap_or_default()
    }

    /// Durations in seconds, with the number of rooms of each.
    pub fn durations(&self, duration: Duration) -> impl Iterator<Item = (u64, u64)> {
        self.numbered(duration.as_str())
    }

    /// Ratings, with the number of rooms of each.
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
