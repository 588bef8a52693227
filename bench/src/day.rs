//! A simulated day of a desk: how many requests of it the system answers in a second, on one thread, clients included.

use std::thread;

use tests::simulation::day;

use crate::figures::line;

/// Agents and visitors.
const DESK: (usize, usize) = (20, 300);
/// How many requests a second it should be at least, on a machine of two processors that does nothing else.
const BUDGET: u64 = 150;

/// Lets a day go by and prints how fast it did. Says whether that was within budget.
pub fn measure() -> bool {
    let (agents, visitors) = DESK;
    // The simulation has a runtime of its own.
    let spent = thread::spawn(move || day::spend(1, agents, visitors, async |day| (day.requests, day.took)));
    let Ok((requests, took)) = spent.join() else { return false };
    let rate = (u128::from(requests) * 1_000 / took.as_millis().max(1)) as u64;
    let seconds = took.as_secs();
    line(&format!("a day of {agents} agents and {visitors} visitors: {requests} requests in {seconds} s"));
    line(&format!("{rate} a second of at least {BUDGET}"));
    rate >= BUDGET
}
