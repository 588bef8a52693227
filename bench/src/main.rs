//! Benchmarks of the system's cost.
//!
//! `cargo run --profile fast -p bench [SIZE …]` measures operations beside their budgets: sequential round trips to the
//! table, capacity units, and time in the local run – with 10 and with 10,000 messages in a room and rooms in the
//! system, unless other sizes are given, because no cost may grow with either. Exits with 1 when an operation is over
//! budget.
//!
//! `cargo run --profile fast -p bench cold-start` measures cold starts of the functions, beside a hello-world.
//!
//! `cargo run --profile fast -p bench load` measures the fan-out of events, message throughput, and memory per
//! connection. Exits with 1 when something is lost, duplicated or out of order.

mod api;
mod cargo;
mod cold_start;
mod desk;
mod figures;
mod load;
mod meter;
mod operations;
mod process;
mod report;
mod results;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

/// Measures the cost of the system.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Numbers of messages in a room, and of rooms, to measure operations with
    #[arg(default_values_t = [10, 10_000])]
    sizes: Vec<usize>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Measures cold starts of the functions as `sam build` makes them, beside a hello-world
    ColdStart(cold_start::Options),
    /// Measures fan-out, throughput and memory per connection
    Load(load::Options),
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Arguments { sizes, command } = Arguments::parse();
    let is_success = match command {
        None => operations::measure(&sizes).await?,
        Some(Command::ColdStart(options)) => cold_start::measure(&options).await.map(|()| true)?,
        Some(Command::Load(options)) => load::measure(&options).await?,
    };
    Ok(if is_success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
