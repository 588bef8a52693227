//! Queue events, which go to all staff: a room that enters the queue, and one that leaves it. The first hundred agents
//! get a notification of a new room as well.

use std::path::Path;

use super::{
    Result,
    listeners::Listeners,
    program::Program,
    report::Table,
    rounds::{COLUMNS, Rounds},
    users,
};

/// Agents online, with one connection each.
const AGENTS: usize = 500;
/// Rooms that enter and leave the queue.
const ROOMS: usize = 100;

/// Measures both events.
pub async fn measure(path: &Path) -> Result<bool> {
    let program = Program::start(path).await?;
    let customers = users::customers(&program, 1).await?;
    let admin = users::admin(&program).await?;
    let agents = users::agents(&admin, AGENTS).await?;
    let mut listeners = Listeners::new();
    listeners.add(users::connect(&agents, AGENTS).await?);
    let mut table = Table::new("a queue event to 500 agents", "queue", &COLUMNS);
    let mut rooms = Vec::new();
    let open = async |_| {
        let (room, event) = customers[0].open_room().await?;
        rooms.push(room);
        Ok(event)
    };
    let rounds = Rounds::measure(&program, &mut listeners, ROOMS, open).await?;
    table.add("room.created, 100 notified", rounds.figures(), listeners.take_faults());
    let assign = async |i: usize| admin.assign(rooms[i], &agents[i % AGENTS]).await;
    let rounds = Rounds::measure(&program, &mut listeners, ROOMS, assign).await?;
    table.add("room.updated, assigned", rounds.figures(), listeners.take_faults());
    program.stop().await?;
    table.finish()
}
