//! A message to many: the more connections watch a room, the later the last one hears of it.

use std::path::Path;

use super::{
    Result,
    listeners::Listeners,
    people,
    program::Program,
    report::Table,
    rounds::{COLUMNS, Rounds},
};
use crate::desk;

/// How many connections watch, and how many messages are sent to so many.
const WATCHERS: [(&str, usize, usize); 4] = [
    ("1 connection", 1, 300),
    ("10 connections", 10, 300),
    ("100 connections", 100, 200),
    ("1,000 connections", 1_000, 100),
];
/// Whose they are.
const AGENTS: usize = 50;

/// Measures, with nobody but those who watch connected.
pub async fn measure(path: &Path) -> Result<bool> {
    let program = Program::start(path).await?;
    let customers = people::customers(&program, 1).await?;
    let agents = people::agents(&people::admin(&program).await?, AGENTS).await?;
    let (room, _) = customers[0].open_room().await?;
    let mut table = Table::new("a message to a room's watchers", "fan-out", &COLUMNS);
    let mut listeners = Listeners::new();
    for (name, count, messages) in WATCHERS {
        listeners.add(people::watch(&agents, count - listeners.len(), room).await?);
        let send = async |_| customers[0].send(room, desk::content()).await;
        let rounds = Rounds::measure(&program, &mut listeners, messages, send).await?;
        table.add(name, rounds.figures(), listeners.take_faults());
    }
    program.stop().await?;
    table.finish()
}
