//! The report: sums of the stats that resolved and closed rooms have left ([`crate::model::DailyStats`]). Its cost
//! grows with days and agents, never with rooms.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::AgentId,
    model::{DayStats, Duration, histogram},
    time::Timestamp,
    views::{AgentReport, DayReport, Rating, Report, Summary, Times},
};

/// Default length of a report, in days.
const DAYS: u64 = 30;
/// Longest report, in days.
const MAX_DAYS: i64 = 366;
/// Maximum number of items read per month: a thousand agents' for each day.
const MAX_ITEMS: usize = 32_000;

/// Days in UTC, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Input for Period {
    fn read(fields: &mut Fields) -> Option<Self> {
        let (from, to) = fields.period()?;
        let to = to.unwrap_or_else(|| Timestamp::now().day().max(from.unwrap_or_default()));
        let from = from.or_else(|| to.checked_sub_days(Days::new(DAYS - 1))).unwrap_or(to);
        if (to - from).num_days() >= MAX_DAYS {
            fields.error("from", format!("Ensure the period has no more than {MAX_DAYS} days."));
            return None;
        }
        Some(Self { from, to })
    }
}

/// Computes the report of a period.
///
/// # Errors
/// A failed read of the table.
pub async fn report(state: &State, period: Period) -> Result<Report, ApiError> {
    let months = months(period).into_iter().map(|month| async move {
        let list = DayStats::of_month(month, period.from, period.to);
        state.table.take::<DayStats>(&list, MAX_ITEMS).await
    });
    let figures = try_join_all(months).await?;

    let mut total = Sum::new()?;
    let mut days: BTreeMap<NaiveDate, Sum> = BTreeMap::new();
    let mut agents: BTreeMap<AgentId, AgentSum> = BTreeMap::new();
    for figures in figures.iter().flatten() {
        total.add(figures);
        entry(&mut days, figures.day)?.add(figures);
        if let Some(id) = figures.agent_id {
            let agent = match agents.entry(id) {
                std::collections::btree_map::Entry::Occupied(agent) => agent.into_mut(),
                std::collections::btree_map::Entry::Vacant(place) => place.insert(AgentSum::new()?),
            };
            agent.name = figures.name.clone().or(agent.name.take());
            agent.total.add(figures);
            entry(&mut agent.days, figures.day)?.add(figures);
        }
    }
    let agents = agents.into_iter().map(|(agent_id, agent)| AgentReport {
        agent_id,
        full_name: agent.name,
        summary: agent.total.summary(),
        days: day_reports(agent.days),
    });
    Ok(Report {
        from: period.from,
        to: period.to,
        created: total.created,
        total: total.summary(),
        agents: agents.collect(),
        days: day_reports(days),
    })
}

/// First days of the months in a period.
fn months(Period { from, to }: Period) -> Vec<NaiveDate> {
    let first = from.with_day(1).unwrap_or(from);
    let next = |month: &NaiveDate| month.checked_add_months(Months::new(1));
    std::iter::successors(Some(first), next).take_while(|month| *month <= to).collect()
}

fn entry(sums: &mut BTreeMap<NaiveDate, Sum>, day: NaiveDate) -> Result<&mut Sum, ApiError> {
    match sums.entry(day) {
        std::collections::btree_map::Entry::Occupied(sum) => Ok(sum.into_mut()),
        std::collections::btree_map::Entry::Vacant(place) => Ok(place.insert(Sum::new()?)),
    }
}

fn day_reports(days: BTreeMap<NaiveDate, Sum>) -> Vec<DayReport> {
    days.into_iter().map(|(date, sum)| DayReport { date, created: sum.created, summary: sum.summary() }).collect()
}

/// Sums of an agent's stats.
struct AgentSum {
    name: Option<String>,
    total: Sum,
    days: BTreeMap<NaiveDate, Sum>,
}

impl AgentSum {
    fn new() -> Result<Self, ApiError> {
        Ok(Self { name: None, total: Sum::new()?, days: BTreeMap::new() })
    }
}

/// Sums of stats.
struct Sum {
    created: u64,
    resolved: u64,
    closed: u64,
    waiting: Histogram<u64>,
    first_response: Histogram<u64>,
    resolution: Histogram<u64>,
    ratings: BTreeMap<u64, u64>,
}

impl Sum {
    fn new() -> Result<Self, ApiError> {
        let empty = || histogram().map_err(ApiError::internal);
        Ok(Self {
            created: 0,
            resolved: 0,
            closed: 0,
            waiting: empty()?,
            first_response: empty()?,
            resolution: empty()?,
            ratings: BTreeMap::new(),
        })
    }

    fn add(&mut self, figures: &DayStats) {
        self.created += figures.rooms("created");
        self.resolved += figures.rooms("resolved");
        self.closed += figures.rooms("closed");
        let histograms = [
            (&mut self.waiting, Duration::Waiting),
            (&mut self.first_response, Duration::FirstResponse),
            (&mut self.resolution, Duration::Resolution),
        ];
        for (histogram, duration) in histograms {
            for (seconds, count) in figures.durations(duration) {
                histogram.saturating_record_n(seconds, count);
            }
        }
        for (rating, count) in figures.ratings() {
            *self.ratings.entry(rating).or_default() += count;
        }
    }

    fn summary(self) -> Summary {
        Summary {
            resolved: self.resolved,
            closed: self.closed,
            waiting_seconds: times(&self.waiting),
            first_response_seconds: times(&self.first_response),
            resolution_seconds: times(&self.resolution),
            rating: Rating::new(&self.ratings),
        }
    }
}

fn times(histogram: &Histogram<u64>) -> Times {
    let at =
        |quantile| (!histogram.is_empty()).then(|| histogram.lowest_equivalent(histogram.value_at_quantile(quantile)));
    Times { count: histogram.len(), median: at(0.5), p90: at(0.9) }
}
