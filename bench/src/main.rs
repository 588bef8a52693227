//! What the system costs.
//!
//! `cargo run --profile fast -p bench [SIZE …]` measures operations beside their budgets: sequential round trips to the
//! table, capacity units, and time in the local run – with 10 and with 10,000 messages in a room and rooms on the desk,
//! unless other sizes are named, because a cost that grows with either is a mistake. Exits with 1 when an operation is
//! over budget.
//!
//! `cargo run --profile fast -p bench cold-start` measures how the functions start, beside a hello-world.
//!
//! `cargo run --profile fast -p bench load` measures how events reach many connections, how many messages go through,
//! and what connections take of memory. Exits with 1 when something is lost, doubled or out of order.

mod api;
mod cargo;
mod cold_start;
mod desk;
mod figures;
mod kept;
mod load;
mod meter;
mod operations;
mod process;
mod report;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

/// Measures what the system costs.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Messages in a room and rooms on the desk with which operations are measured
    #[arg(default_values_t = [10, 10_000])]
    sizes: Vec<usize>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Measures how the functions start, as `sam build` makes them, beside a hello-world
    ColdStart(cold_start::Options),
    /// Measures what pushes, load and connections cost
    Load(load::Options),
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Arguments { sizes, command } = Arguments::parse();
    let is_good = match command {
        None => operations::measure(&sizes).await?,
        Some(Command::ColdStart(options)) => cold_start::measure(&options).await.map(|()| true)?,
        Some(Command::Load(options)) => load::measure(&options).await?,
    };
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
