//! Clients that don't read: what is pushed to them fills the kernel's buffers, then the gateway's queue, until they are
//! disconnected. None of that may delay those who do read. Messages are as long as can be, so that all of it happens.

use std::{path::Path, time::Duration};

use futures_util::future::join_all;
use tokio::time::timeout;

use super::{
    Result,
    listeners::Listeners,
    people,
    program::Program,
    report::Table,
    rounds::{COLUMNS, Rounds},
    socket::Socket,
};
use crate::figures::line;

/// How many connections read.
const READING: usize = 100;
/// How many don't.
const HANGING: usize = 10;
/// Whose they are.
const AGENTS: usize = 50;
/// How many messages are sent: enough to fill up what is kept for those who don't read.
const MESSAGES: usize = 200;
/// How many characters they have, and which: one that takes as many bytes as can be.
const LENGTH: usize = 10_000;
const CHARACTER: &str = "😀";
/// How long what a client didn't read may take to be read.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(10);

/// Measures.
pub async fn measure(path: &Path) -> Result<bool> {
    let program = Program::start(path).await?;
    let customers = people::customers(&program, 1).await?;
    let agents = people::agents(&people::admin(&program).await?, AGENTS).await?;
    let (room, _) = customers[0].open_room().await?;
    let content = CHARACTER.repeat(LENGTH);
    let send = async |_| customers[0].send(room, &content).await;
    let mut listeners = Listeners::new();
    listeners.add(people::watch(&agents, READING, room).await?);
    let mut table = Table::new("a long message to 100 watchers", "hanging", &COLUMNS);
    let rounds = Rounds::measure(&program, &mut listeners, MESSAGES, send).await?;
    table.add("all of them read", rounds.figures(), listeners.take_faults());
    let mut hanging = Vec::new();
    for agent in &agents[..HANGING] {
        let mut socket = agent.connect_unbuffered().await?;
        socket.watch(room).await?;
        hanging.push(socket);
    }
    let rounds = Rounds::measure(&program, &mut listeners, MESSAGES, send).await?;
    table.add("10 more that don't", rounds.figures(), listeners.take_faults());
    let ended = join_all(hanging.into_iter().map(is_ended)).await.into_iter().filter(|ended| *ended).count();
    line(&format!("{ended} of {HANGING} that didn't read were disconnected"));
    program.stop().await?;
    table.finish()
}

/// Whether the system has given a connection up: it ends when what is left of it has been read.
async fn is_ended(mut socket: Socket) -> bool {
    timeout(ARRIVAL_TIMEOUT, async { while socket.next().await.is_ok() {} }).await.is_ok()
}
