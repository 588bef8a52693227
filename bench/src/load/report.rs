//! The table of a scenario: figures beside those of the previous run, and faults.

use std::{fmt, ops::AddAssign};

use super::Result;
use crate::{figures::line, results::Results};

/// Title of a column, and the format of its figures.
pub type Column = (&'static str, fn(u64) -> String);

/// Violations of the delivery guarantees, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Acknowledged messages that aren't stored, and published events that didn't arrive.
    pub lost: usize,
    /// Messages stored, or events received, more than once.
    pub duplicated: usize,
    /// Messages stored under another number than acknowledged, and gaps.
    pub out_of_order: usize,
}

impl AddAssign for Faults {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.out_of_order += other.out_of_order;
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.lost, "lost"), (self.duplicated, "duplicated"), (self.out_of_order, "out of order")];
        counts.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, fault)| write!(f, "  {count} {fault}"))
    }
}

/// The results of a scenario.
pub struct Table {
    columns: &'static [Column],
    results: Results<Vec<u64>>,
    is_flawless: bool,
}

impl Table {
    /// Starts an empty table, to be compared with the previous run of this kind, if there is one.
    pub fn new(title: &str, kind: &str, columns: &'static [Column]) -> Self {
        let names: String = columns.iter().map(|(name, _)| format!("{name:>22}")).collect();
        line(&format!("\n{title:<38}{names}"));
        Self { columns, results: Results::open(&format!("load-{kind}")), is_flawless: true }
    }

    /// Adds and prints a row: a figure for each column, with the previous one in brackets.
    pub fn add(&mut self, name: &str, figures: Vec<u64>, faults: Faults) {
        let before = self.results.before(name);
        let cells = self.columns.iter().zip(&figures).enumerate().map(|(i, ((_, write), &figure))| {
            let before = before.and_then(|before| before.get(i)).map_or("–".into(), |&before| write(before));
            format!("{:>22}", format!("{} ({before})", write(figure)))
        });
        line(&format!("{name:<38}{}{faults}", cells.collect::<String>()));
        self.is_flawless &= faults == Faults::default();
        self.results.add(name.into(), figures);
    }

    /// Saves the results for the next run to compare with; `true` if there were no faults.
    pub fn finish(self) -> Result<bool> {
        self.results.write()?;
        Ok(self.is_flawless)
    }
}
