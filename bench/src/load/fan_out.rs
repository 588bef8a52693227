//! Fan-out of a message: latency of the last recipient by the number of connections that watch the room.

use std::path::Path;

use super::{
    Result,
    listeners::Listeners,
    program::Program,
    report::Table,
    rounds::{COLUMNS, Rounds},
    users,
};
use crate::desk;

/// Number of watching connections, and of messages sent to them.
const WATCHERS: [(&str, usize, usize); 4] = [
    ("1 connection", 1, 300),
    ("10 connections", 10, 300),
    ("100 connections", 100, 200),
    ("1,000 connections", 1_000, 100),
];
/// Agents who own the connections.
const AGENTS: usize = 50;

/// Measures with no other connections than those that watch.
pub async fn measure(path: &Path) -> Result<bool> {
    let program = Program::start(path).await?;
    let customers = users::customers(&program, 1).await?;
    let agents = users::agents(&users::admin(&program).await?, AGENTS).await?;
    let (room, _) = customers[0].open_room().await?;
    let mut table = Table::new("a message to a room's watchers", "fan-out", &COLUMNS);
    let mut listeners = Listeners::new();
    for (name, count, messages) in WATCHERS {
        listeners.add(users::watch(&agents, count - listeners.len(), room).await?);
        let send = async |_| customers[0].send(room, desk::content()).await;
        let rounds = Rounds::measure(&program, &mut listeners, messages, send).await?;
        table.add(name, rounds.figures(), listeners.take_faults());
    }
    program.stop().await?;
    table.finish()
}
