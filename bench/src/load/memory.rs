//! Memory of the system per connection: the gateway's share, and the table's, which is in memory too.

use std::path::Path;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use tokio::time::Instant;

use super::{
    Result,
    program::Program,
    report::{Column, Faults, Table},
    users,
};
use crate::{
    figures::{kibibytes, mebibytes},
    process,
};

/// Connections at the first measurements.
const CONNECTIONS: [u64; 2] = [1_000, 5_000];
/// Connections at the last measurement, unless a process may open fewer files.
const MOST_CONNECTIONS: u64 = 20_000;
/// Other open files of the system.
const OTHER_FILES: u64 = 500;
/// Customers who own the connections. Few, because hashing their passwords takes memory, too.
const CUSTOMERS: usize = users::CONNECT_CONCURRENCY;

const COLUMNS: [Column; 3] =
    [("memory (before)", mebibytes), ("per connection", kibibytes), ("opened per second", |n| n.to_string())];

/// Measures.
pub async fn measure(path: &Path) -> Result<bool> {
    let most = MOST_CONNECTIONS.min(process::open_files()?.saturating_sub(OTHER_FILES));
    let [some, many] = CONNECTIONS;
    if most < many {
        let needed = many + OTHER_FILES;
        return Err(
            format!("{many} connections are more open files than allowed: run `ulimit -n {needed}` first").into()
        );
    }
    let program = Program::start(path).await?;
    let customers = users::customers(&program, CUSTOMERS).await?;
    let mut table = Table::new("memory", "memory", &COLUMNS);
    let mut before = memory(&program)?;
    table.add("no connection", vec![before, 0, 0], Faults::default());
    let mut sockets = Vec::new();
    for count in [some, many, most] {
        let more = count - sockets.len() as u64;
        let began = Instant::now();
        sockets.extend(users::connect(&customers, usize::try_from(more)?).await?);
        let rate = more as f64 / began.elapsed().as_secs_f64();
        let now = memory(&program)?;
        let figures = vec![now, now.saturating_sub(before) / more.max(1), rate as u64];
        table.add(&format!("{count} connections"), figures, Faults::default());
        before = now;
    }
    let pings = stream::iter(&mut sockets).map(async |socket| socket.ask(&json!({"action": "ping"}), "pong").await);
    pings.buffer_unordered(users::CONNECT_CONCURRENCY).try_collect::<()>().await?;
    let (now, all) = (memory(&program)?, sockets.len() as u64);
    table.add("after a ping of each", vec![now, now.saturating_sub(before) / all, 0], Faults::default());
    program.stop().await?;
    table.finish()
}

/// Resident memory of the system, in bytes.
fn memory(program: &Program) -> Result<u64> {
    Ok(process::memory(program.process())? * 1024)
}
