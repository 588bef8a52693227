//! A simulated day of a desk: how many requests of it the system answers in a second, on one thread, clients included.
//! Exits with 1 when those are fewer than they should be.
//!
//! ```text
//! cargo run --profile fast -p tests --bin day
//! ```

use std::{
    io::{self, Write},
    process::ExitCode,
};

use tests::simulation::day;

/// Agents and visitors.
const DESK: (usize, usize) = (20, 300);
/// Requests a second that it should be at least, on a machine of two processors that does nothing else.
const BUDGET: f64 = 200.0;

fn main() -> io::Result<ExitCode> {
    let (agents, visitors) = DESK;
    let (requests, took) = day::spend(1, agents, visitors, async |day| (day.requests, day.took));
    let seconds = took.as_secs_f64();
    let rate = f64::from(u32::try_from(requests).unwrap_or(u32::MAX)) / seconds;
    let mut out = io::stdout();
    writeln!(out, "a day of {agents} agents and {visitors} visitors: {requests} requests in {seconds:.1} s")?;
    writeln!(out, "{rate:.0} a second of at least {BUDGET:.0}")?;
    Ok(if rate >= BUDGET { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
