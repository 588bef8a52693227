//! Load: latency of fan-out, messages per second, memory per connection – and events that are lost, duplicated or out
//! of order.
//!
//! Each scenario runs against a new system, the program `local` in another process: scenarios don't affect each other,
//! and the cost of the system is measured apart from its clients, which all run in this process.

mod cpu;
mod fan_out;
mod flood;
mod idle;
mod listeners;
mod memory;
mod program;
mod queue;
mod report;
mod rounds;
mod sender;
mod slow_readers;
mod socket;
mod stored;
mod throughput;
mod users;

use std::{error::Error, path::PathBuf};

use clap::{Args, ValueEnum};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Arguments of `load`.
#[derive(Args)]
pub struct Options {
    /// Scenarios to measure (default: all)
    scenarios: Vec<Scenario>,
    /// The program to measure, such as one of another commit (default: this one, built first)
    #[arg(long)]
    program: Option<PathBuf>,
}

/// A measurement against a system of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Messages pushed to 1, 10, 100 and 1,000 connections that watch the room
    FanOut,
    /// Messages pushed to a customer and an agent while 1,000 others are connected
    Idle,
    /// Messages of an agent to a customer who floods the room, and to another customer
    Flood,
    /// A room that enters and leaves the queue, pushed to 500 agents
    Queue,
    /// Messages pushed to 100 connections while others don't read
    #[value(name = "hanging")]
    SlowReaders,
    /// Messages a second through one room and through 100
    Throughput,
    /// The memory of 5,000 connections
    Memory,
}

/// Measures the scenarios and prints a report; `true` if nothing was lost, duplicated or out of order.
///
/// # Errors
/// When the system can't be built or started or refuses a request, or the results can't be saved.
pub async fn measure(options: &Options) -> Result<bool> {
    let program = match &options.program {
        Some(program) => program.canonicalize()?,
        None => program::build().await?,
    };
    let selected = if options.scenarios.is_empty() { Scenario::value_variants() } else { &options.scenarios };
    let mut is_flawless = true;
    for scenario in selected {
        is_flawless &= match scenario {
            Scenario::FanOut => fan_out::measure(&program).await?,
            Scenario::Idle => idle::measure(&program).await?,
            Scenario::Flood => flood::measure(&program).await?,
            Scenario::Queue => queue::measure(&program).await?,
            Scenario::SlowReaders => slow_readers::measure(&program).await?,
            Scenario::Throughput => throughput::measure(&program).await?,
            Scenario::Memory => memory::measure(&program).await?,
        };
    }
    Ok(is_flawless)
}
