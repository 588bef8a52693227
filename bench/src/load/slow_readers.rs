//! Slow readers: pushes to clients that don't read fill the kernel's buffers, then the gateway's queue, until the
//! gateway disconnects them. None of that may delay other recipients. Messages have the maximum length, so that all of
//! it happens.

use std::{path::Path, time::Duration};

use futures_util::future::join_all;
use tokio::time::timeout;

use super::{
    Result,
    listeners::Listeners,
    program::Program,
    report::Table,
    rounds::{COLUMNS, Rounds},
    socket::Socket,
    users,
};
use crate::figures::line;

/// Connections that read.
const READERS: usize = 100;
/// Connections that don't.
const SLOW_READERS: usize = 10;
/// Agents who own the connections.
const AGENTS: usize = 50;
/// Messages sent: enough to fill the buffers of connections that don't read.
const MESSAGES: usize = 200;
/// Length of a message, in characters of the most bytes.
const MESSAGE_LENGTH: usize = 10_000;
const CHARACTER: &str = "😀";
/// Longest wait until a slow reader has read its backlog.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(10);

/// Measures without and with slow readers.
pub async fn measure(path: &Path) -> Result<bool> {
    let program = Program::start(path).await?;
    let customers = users::customers(&program, 1).await?;
    let agents = users::agents(&users::admin(&program).await?, AGENTS).await?;
    let (room, _) = customers[0].open_room().await?;
    let content = CHARACTER.repeat(MESSAGE_LENGTH);
    let send = async |_| customers[0].send(room, &content).await;
    let mut listeners = Listeners::new();
    listeners.add(users::watch(&agents, READERS, room).await?);
    let mut table = Table::new("a long message to 100 watchers", "hanging", &COLUMNS);
    let rounds = Rounds::measure(&program, &mut listeners, MESSAGES, send).await?;
    table.add("all of them read", rounds.figures(), listeners.take_faults());
    let mut slow = Vec::new();
    for agent in &agents[..SLOW_READERS] {
        let mut socket = agent.connect_unbuffered().await?;
        socket.watch(room).await?;
        slow.push(socket);
    }
    let rounds = Rounds::measure(&program, &mut listeners, MESSAGES, send).await?;
    table.add("10 more that don't", rounds.figures(), listeners.take_faults());
    let disconnected =
        join_all(slow.into_iter().map(is_disconnected)).await.into_iter().filter(|closed| *closed).count();
    line(&format!("{disconnected} of {SLOW_READERS} slow readers were disconnected"));
    program.stop().await?;
    table.finish()
}

/// Reads the backlog; `true` if the gateway has closed the connection behind it.
async fn is_disconnected(mut socket: Socket) -> bool {
    timeout(ARRIVAL_TIMEOUT, async { while socket.next().await.is_ok() {} }).await.is_ok()
}
