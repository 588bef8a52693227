//! The table of results: what was measured beside its budget, and beside the run before.

use std::{error::Error, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    figures::{line, millis, percentile},
    kept::Kept,
    meter::Cost,
};

/// What an operation may cost; design.md §4. What isn't named there is measured without one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    pub round_trips: Option<usize>,
    pub read_units: Option<f64>,
    pub write_units: Option<f64>,
}

/// What an operation cost in several runs: its chain of round trips, the most capacity units, the median time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Measured {
    round_trips: usize,
    read_units: f64,
    write_units: f64,
    median_micros: u64,
}

impl Measured {
    /// Sums up the runs of an operation.
    pub fn new(costs: &[Cost], times: Vec<Duration>) -> Self {
        let worst = |of: fn(&Cost) -> f64| costs.iter().map(of).fold(0.0, f64::max);
        Self {
            // Requests that wait for each other do so in every run; those that merely happened not to overlap don't.
            round_trips: costs.iter().map(|cost| cost.round_trips).min().unwrap_or(0),
            read_units: worst(|cost| cost.read_units),
            write_units: worst(|cost| cost.write_units),
            median_micros: percentile(times, 50),
        }
    }

    fn is_within(&self, budget: &Budget) -> bool {
        budget.round_trips.is_none_or(|limit| self.round_trips <= limit)
            && budget.read_units.is_none_or(|limit| self.read_units <= limit)
            && budget.write_units.is_none_or(|limit| self.write_units <= limit)
    }
}

/// All results of a run.
pub struct Report {
    results: Kept<Measured>,
    is_over: bool,
}

impl Report {
    /// An empty report, to be compared with the last one, if there is one.
    pub fn new() -> Self {
        line(&format!(
            "{:<44}{:>16}{:>18}{:>18}{:>22}",
            "operation", "round trips", "read units", "write units", "median (before)"
        ));
        Self { results: Kept::open("results"), is_over: false }
    }

    /// Adds and prints a result.
    pub fn add(&mut self, name: String, measured: Measured, budget: Budget) {
        let of =
            |value: String, limit: Option<String>| limit.map_or(value.clone(), |limit| format!("{value} of {limit}"));
        let before = self.results.before(&name).map_or("–".into(), |before| millis(before.median_micros));
        line(&format!(
            "{:<44}{:>16}{:>18}{:>18}{:>22}{}",
            name,
            of(measured.round_trips.to_string(), budget.round_trips.map(|limit| limit.to_string())),
            of(measured.read_units.to_string(), budget.read_units.map(|limit| limit.to_string())),
            of(measured.write_units.to_string(), budget.write_units.map(|limit| limit.to_string())),
            format!("{} ({before})", millis(measured.median_micros)),
            if measured.is_within(&budget) { "" } else { "  over budget" },
        ));
        self.is_over |= !measured.is_within(&budget);
        self.results.add(name, measured);
    }

    /// Keeps the results for the next run to compare with; says whether all were within budget.
    pub fn finish(self) -> Result<bool, Box<dyn Error>> {
        self.results.write()?;
        Ok(!self.is_over)
    }
}
