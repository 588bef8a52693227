//! What pushes and load cost: how long an event takes to reach everyone, how many messages a second go through, what
//! connections take of memory – and whether anything is lost, doubled or out of order on the way.
//!
//! Each scenario has a system of its own, the program `local` in another process, so that none inherits what another
//! has left, and so that what the system costs can be told from what its clients do, which are all in this process.

mod cpu;
mod fan_out;
mod flood;
mod hanging;
mod idle;
mod listeners;
mod memory;
mod people;
mod program;
mod queue;
mod report;
mod rounds;
mod sender;
mod socket;
mod stored;
mod throughput;

use std::error::Error;

use clap::{Args, ValueEnum};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is measured.
#[derive(Args)]
pub struct Options {
    /// The scenarios to measure, if not all
    scenarios: Vec<Scenario>,
}

/// Something that is measured on a system of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Messages pushed to 1, 10, 100 and 1,000 connections that watch the room
    FanOut,
    /// Messages pushed to a customer and an agent while 1,000 others are connected
    Idle,
    /// Messages of an agent to a customer who floods the room, and to another
    Flood,
    /// A room that comes into the queue and leaves it, pushed to 500 agents
    Queue,
    /// Messages pushed to 100 connections while others don't read
    Hanging,
    /// Messages a second through one room and through 100
    Throughput,
    /// The memory of 5,000 connections
    Memory,
}

/// Measures and prints. Says whether nothing was lost, doubled or out of order.
///
/// # Errors
/// When the system can't be built or started or refuses a request, or the results can't be kept.
pub async fn measure(options: &Options) -> Result<bool> {
    let program = program::build().await?;
    let chosen = if options.scenarios.is_empty() { Scenario::value_variants() } else { &options.scenarios };
    let mut is_flawless = true;
    for scenario in chosen {
        is_flawless &= match scenario {
            Scenario::FanOut => fan_out::measure(&program).await?,
            Scenario::Idle => idle::measure(&program).await?,
            Scenario::Flood => flood::measure(&program).await?,
            Scenario::Queue => queue::measure(&program).await?,
            Scenario::Hanging => hanging::measure(&program).await?,
            Scenario::Throughput => throughput::measure(&program).await?,
            Scenario::Memory => memory::measure(&program).await?,
        };
    }
    Ok(is_flawless)
}
