//! The common case: a message from a customer to an agent, with and without many other connections.

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

/// Other open connections.
const IDLE: usize = 1_000;
/// Customers who own them.
const CUSTOMERS: usize = 50;
/// Messages sent.
const MESSAGES: usize = 500;

/// Measures without and with the other connections.
pub async fn measure(path: &Path) -> Result<bool> {
    let mut table = Table::new("a message to its customer and agent", "idle", &COLUMNS);
    for (name, idle) in [("nobody else is connected", 0), ("1,000 other connections", IDLE)] {
        let program = Program::start(path).await?;
        let customers = users::customers(&program, 1 + CUSTOMERS).await?;
        let (sender, others) = customers.split_first().ok_or("nobody sends")?;
        let admin = users::admin(&program).await?;
        let agents = users::agents(&admin, 1).await?;
        let (room, _) = sender.open_room().await?;
        admin.assign(room, &agents[0]).await?;
        let _idle = users::connect(others, idle).await?;
        let mut listeners = Listeners::new();
        listeners.add([sender.connect().await?, agents[0].connect().await?]);
        let send = async |_| sender.send(room, desk::content()).await;
        let rounds = Rounds::measure(&program, &mut listeners, MESSAGES, send).await?;
        table.add(name, rounds.figures(), listeners.take_faults());
        program.stop().await?;
    }
    table.finish()
}
