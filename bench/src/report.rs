//! The table of results, beside the budgets and the previous run.

use std::{error::Error, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    figures::{line, millis, percentile},
    meter::Cost,
    results::Results,
};

/// Budget of an operation; `None` has no limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    pub round_trips: Option<usize>,
    pub read_units: Option<f64>,
    pub write_units: Option<f64>,
}

/// Cost of an operation over several runs: its chain of round trips, the most capacity units, the median time.
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
            // The minimum: sequential requests are sequential in every run; others only happened not to overlap.
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

/// The results of a run.
pub struct Report {
    results: Results<Measured>,
    is_over_budget: bool,
}

impl Report {
    /// Starts an empty report, to be compared with the previous run, if there is one.
    pub fn new() -> Self {
        line(&format!(
            "{:<44}{:>16}{:>18}{:>18}{:>22}",
            "operation", "round trips", "read units", "write units", "median (before)"
        ));
        Self { results: Results::open("results"), is_over_budget: false }
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
        self.is_over_budget |= !measured.is_within(&budget);
        self.results.add(name, measured);
    }

    /// Saves the results for the next run to compare with; `true` if all are within budget.
    pub fn finish(self) -> Result<bool, Box<dyn Error>> {
        self.results.write()?;
        Ok(!self.is_over_budget)
    }
}
