//! Cold starts of the functions as `sam build` makes them: time from the start of the process to the answer to its
//! first event, memory, and size, beside a hello-world of the same runtime.
//!
//! Functions run one at a time against a Runtime API and an embedded table in this process, behind TLS as at AWS. Both
//! answer almost immediately, so the figures are the cost of the functions themselves.

mod bootstrap;
mod event;
mod function;
mod report;
mod runtime_api;
mod start;
mod tls;

use std::{error::Error, path::PathBuf};

use bootstrap::Bootstrap;
use clap::{Args, builder::PossibleValuesParser};
use function::FUNCTIONS;
use report::Report;
use start::Start;
use tls::Tls;

use crate::{desk::Desk, results};

/// Rooms in the table: more than one page.
const ROOMS: usize = 40;

/// Arguments of `cold-start`.
#[derive(Args)]
pub struct Options {
    /// Functions to measure (default: all)
    #[arg(value_parser = PossibleValuesParser::new(FUNCTIONS.map(|function| function.name)))]
    functions: Vec<String>,
    /// Number of starts of each function
    #[arg(long, default_value_t = 15)]
    runs: usize,
    /// Number of events to a warm function, to measure the cost of one
    #[arg(long, default_value_t = 200)]
    events: usize,
    /// Folder with the output of `cargo lambda build`, to measure existing binaries
    #[arg(long, value_name = "FOLDER")]
    bootstraps: Option<PathBuf>,
}

/// Measures the functions and prints a report.
///
/// # Errors
/// When the functions can't be built, one doesn't start or answers with an error, or the results can't be saved.
pub async fn measure(options: &Options) -> Result<(), Box<dyn Error>> {
    let folder = match &options.bootstraps {
        Some(folder) => folder.clone(),
        None => {
            let folder = results::folder().join("lambda");
            bootstrap::build(&folder).await?;
            folder
        }
    };
    let selected = FUNCTIONS
        .iter()
        .filter(|function| options.functions.is_empty() || options.functions.iter().any(|name| name == function.name));
    let mut measured: Vec<_> =
        selected.map(|function| (function, Bootstrap::new(&folder, function.name), Vec::new())).collect();
    let desk = Desk::open().await?;
    desk.add_rooms(ROOMS).await?;
    let room = desk.add_room(&desk.customers[0]).await?;
    let tls = Tls::start(desk.system.table().router("/")).await?;
    for run in 0..options.runs {
        // Functions take turns, so that a temporary load on the machine affects all of them alike.
        for (function, bootstrap, starts) in &mut measured {
            let events = if run + 1 == options.runs { options.events } else { 1 };
            let start =
                Start::measure(bootstrap, &desk, &tls, |is_first| (function.event)(&desk, room, is_first), events);
            starts.push(start.await.map_err(|error| format!("{}: {error}", function.name))?);
        }
    }
    let mut report = Report::new();
    for (function, bootstrap, starts) in &measured {
        report.add(function, bootstrap.sizes()?, starts);
    }
    desk.system.stop().await;
    report.finish()
}
