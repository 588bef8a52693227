//! The table of cold starts, compared with the previous run.

use std::{error::Error, time::Duration};

use serde::{Deserialize, Serialize};

use super::{function::Function, start::Start};
use crate::{
    figures::{line, mebibytes, micros, millis, percentile},
    results::Results,
};

/// Result of a function: medians over its starts, in microseconds. Warm figures and memory are those of the last start,
/// which answers the most events.
#[derive(Serialize, Deserialize)]
struct Measured {
    init: u64,
    first_answer: u64,
    init_cpu: u64,
    first_cpu: u64,
    warm: u64,
    warm_cpu: u64,
    /// KiB.
    memory: u64,
    /// Bytes.
    program: u64,
    /// Bytes.
    compressed: u64,
}

/// The results of a run.
pub struct Report {
    results: Results<Measured>,
}

impl Report {
    /// Starts an empty report, to be compared with the previous run, if there is one.
    pub fn new() -> Self {
        line(&format!(
            "{:<16}{:<20}{:>12}{:>28}{:>12}{:>12}{:>12}{:>12}{:>10}{:>11}{:>22}",
            "function",
            "events",
            "init",
            "first answer (before)",
            "warm",
            "init CPU",
            "first CPU",
            "warm CPU",
            "memory",
            "program",
            "zip (before)"
        ));
        Self { results: Results::open("cold-start") }
    }

    /// Adds a function and prints its row.
    pub fn add(&mut self, function: &Function, (program, compressed): (u64, u64), starts: &[Start]) {
        let Some(last) = starts.last() else { return };
        let measured = Measured {
            init: median(starts, |start| start.init),
            first_answer: median(starts, |start| start.first_answer),
            init_cpu: median(starts, |start| start.init_cpu),
            first_cpu: median(starts, |start| start.first_cpu),
            warm: micros(last.warm),
            warm_cpu: micros(last.warm_cpu),
            memory: last.memory,
            program,
            compressed,
        };
        let before = self.results.before(function.name);
        let time_before = before.map_or("–".into(), |before| millis(before.first_answer));
        let size_before = before.map_or("–".into(), |before| mebibytes(before.compressed));
        line(&format!(
            "{:<16}{:<20}{:>12}{:>28}{:>12}{:>12}{:>12}{:>12}{:>10}{:>11}{:>22}",
            function.name,
            function.request,
            millis(measured.init),
            format!("{} ({time_before})", millis(measured.first_answer)),
            millis(measured.warm),
            millis(measured.init_cpu),
            millis(measured.first_cpu),
            millis(measured.warm_cpu),
            mebibytes(measured.memory * 1024),
            mebibytes(program),
            format!("{} ({size_before})", mebibytes(compressed)),
        ));
        self.results.add(function.name.into(), measured);
    }

    /// Saves the results for the next run to compare with.
    pub fn finish(self) -> Result<(), Box<dyn Error>> {
        self.results.write()
    }
}

fn median(starts: &[Start], of: fn(&Start) -> Duration) -> u64 {
    percentile(starts.iter().map(of), 50)
}
