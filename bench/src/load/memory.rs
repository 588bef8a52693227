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

/// Connections at the first measurement, and at the last.
const CONNECTIONS: [usize; 2] = [1_000, 5_000];
/// Other open files of the system.
const OTHER_FILES: u64 = 500;
/// Customers who own the connections. Few, because hashing their passwords takes memory, too.
const CUSTOMERS: usize = users::CONNECT_CONCURRENCY;

const COLUMNS: [Column; 3] =
    [("memory (before)", mebibytes), ("per connection", kibibytes), ("opened per second", |n| n.to_string())];

/// Measures.
pub async fn measure(path: &Path) -> Result<bool> {
    let [some, all] = CONNECTIONS;
    let (allowed, needed) = (process::open_files()?, all as u64 + OTHER_FILES);
    if allowed < needed {
        return Err(
            format!("{all} connections are more open files than {allowed}: run `ulimit -n {needed}` first").into()
        );
    }
    let program = Program::start(path).await?;
    let customers = users::customers(&program, CUSTOMERS).await?;
    let mut table = Table::new("memory", "memory", &COLUMNS);
    let mut before = memory(&program)?;
    table.add("no connection", vec![before, 0, 0], Faults::default());
    let mut sockets = Vec::new();
    for (name, count) in [("1,000 connections", some), ("5,000 connections", all)] {
        let more = count - sockets.len();
        let began = Instant::now();
        sockets.extend(users::connect(&customers, more).await?);
        let rate = more as f64 / began.elapsed().as_secs_f64();
        let now = memory(&program)?;
        table.add(name, vec![now, now.saturating_sub(before) / more as u64, rate as u64], Faults::default());
        before = now;
    }
    let pings = stream::iter(&mut sockets).map(async |socket| socket.ask(&json!({"action": "ping"}), "pong").await);
    pings.buffer_unordered(users::CONNECT_CONCURRENCY).try_collect::<()>().await?;
    let now = memory(&program)?;
    table.add("after a ping of each", vec![now, now.saturating_sub(before) / all as u64, 0], Faults::default());
    program.stop().await?;
    table.finish()
}

/// Resident memory of the system, in bytes.
fn memory(program: &Program) -> Result<u64> {
    Ok(process::memory(program.process())? * 1024)
}
