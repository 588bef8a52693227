//! The table of a scenario: figures beside those of the run before, and what went wrong.

use std::{fmt, ops::AddAssign};

use super::Result;
use crate::{figures::line, kept::Kept};

/// What a figure is called, and how it is written.
pub type Column = (&'static str, fn(u64) -> String);

/// What must never happen, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// What was acknowledged and isn't there, or told and didn't arrive.
    pub lost: usize,
    /// What is there, or arrived, once more than it was sent.
    pub doubled: usize,
    /// What is not where its sender was told that it is, and gaps.
    pub out_of_order: usize,
}

impl AddAssign for Faults {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.out_of_order += other.out_of_order;
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.lost, "lost"), (self.doubled, "doubled"), (self.out_of_order, "out of order")];
        counts.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, what)| write!(f, "  {count} {what}"))
    }
}

/// The results of a scenario.
pub struct Table {
    columns: &'static [Column],
    results: Kept<Vec<u64>>,
    is_flawless: bool,
}

impl Table {
    /// An empty table, to be compared with the last one of this kind, if there is one.
    pub fn new(title: &str, kind: &str, columns: &'static [Column]) -> Self {
        let names: String = columns.iter().map(|(name, _)| format!("{name:>22}")).collect();
        line(&format!("\n{title:<38}{names}"));
        Self { columns, results: Kept::open(&format!("load-{kind}")), is_flawless: true }
    }

    /// Adds and prints a row: a figure for each column, in brackets what it was before.
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

    /// Keeps the results for the next run to compare with; says whether nothing went wrong.
    pub fn finish(self) -> Result<bool> {
        self.results.write()?;
        Ok(self.is_flawless)
    }
}
