//! What connections take of the system's memory: what the gateway keeps of each, and the table, which is in memory too.

use std::path::Path;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use tokio::time::Instant;

use super::{
    Result, people,
    program::Program,
    report::{Column, Faults, Table},
};
use crate::{
    figures::{kibibytes, mebibytes},
    process,
};

/// How many connections there are in the end, and before that to compare with.
const CONNECTIONS: [usize; 2] = [1_000, 5_000];
/// How many files are open beside them.
const OTHER_FILES: u64 = 500;
/// Whose they are. Few, since hashing their passwords takes memory, too.
const CUSTOMERS: usize = people::CONNECT_CONCURRENCY;

const COLUMNS: [Column; 3] =
    [("memory (before)", mebibytes), ("each connection more", kibibytes), ("opened in a second", |n| n.to_string())];

/// Measures.
pub async fn measure(path: &Path) -> Result<bool> {
    let [some, all] = CONNECTIONS;
    let (allowed, needed) = (process::open_files()?, all as u64 + OTHER_FILES);
    if allowed < needed {
        return Err(format!("{all} connections are more open files than {allowed}: say `ulimit -n {needed}`").into());
    }
    let program = Program::start(path).await?;
    let customers = people::customers(&program, CUSTOMERS).await?;
    let mut table = Table::new("memory", "memory", &COLUMNS);
    let mut before = memory(&program)?;
    table.add("no connection", vec![before, 0, 0], Faults::default());
    let mut sockets = Vec::new();
    for (name, count) in [("1,000 connections", some), ("5,000 connections", all)] {
        let more = count - sockets.len();
        let began = Instant::now();
        sockets.extend(people::connect(&customers, more).await?);
        let rate = more as f64 / began.elapsed().as_secs_f64();
        let now = memory(&program)?;
        table.add(name, vec![now, now.saturating_sub(before) / more as u64, rate as u64], Faults::default());
        before = now;
    }
    let pings = stream::iter(&mut sockets).map(async |socket| socket.ask(&json!({"action": "ping"}), "pong").await);
    pings.buffer_unordered(people::CONNECT_CONCURRENCY).try_collect::<()>().await?;
    let now = memory(&program)?;
    table.add("after a ping of each", vec![now, now.saturating_sub(before) / all as u64, 0], Faults::default());
    program.stop().await?;
    table.finish()
}

/// In bytes.
fn memory(program: &Program) -> Result<u64> {
    Ok(process::memory(program.process())? * 1024)
}
