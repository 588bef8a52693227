//! How the functions start, as `sam build` makes them: from the program's start to the answer to its first event, in
//! the memory it takes and the bytes it weighs, beside a hello-world of the same runtime.
//!
//! Functions run one at a time against a Runtime API and an embedded table of this process, which speaks TLS as AWS
//! does. Its answers take next to no time, so what is left is what the functions themselves cost.

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

use crate::{desk::Desk, kept};

/// How many rooms there are: more than a page.
const ROOMS: usize = 40;

/// What is measured, and how.
#[derive(Args)]
pub struct Options {
    /// The functions to measure, if not all
    #[arg(value_parser = PossibleValuesParser::new(FUNCTIONS.map(|function| function.name)))]
    functions: Vec<String>,
    /// How often each is started
    #[arg(long, default_value_t = 15)]
    runs: usize,
    /// Events that a function answers once it is warm, to measure what one costs
    #[arg(long, default_value_t = 200)]
    events: usize,
    /// A folder where `cargo lambda build` has put the functions and the hello-world, to take those that are there
    #[arg(long, value_name = "FOLDER")]
    bootstraps: Option<PathBuf>,
}

/// Measures and prints.
///
/// # Errors
/// When the functions can't be built, one doesn't start or answers with an error, or the results can't be kept.
pub async fn measure(options: &Options) -> Result<(), Box<dyn Error>> {
    let folder = match &options.bootstraps {
        Some(folder) => folder.clone(),
        None => {
            let folder = kept::folder().join("lambda");
            bootstrap::build(&folder).await?;
            folder
        }
    };
    let chosen = FUNCTIONS
        .iter()
        .filter(|function| options.functions.is_empty() || options.functions.iter().any(|name| name == function.name));
    let mut measured: Vec<_> =
        chosen.map(|function| (function, Bootstrap::new(&folder, function.name), Vec::new())).collect();
    let desk = Desk::open().await?;
    desk.add_rooms(ROOMS).await?;
    let room = desk.add_room(&desk.customers[0]).await?;
    let tls = Tls::start(desk.system.table().url()).await?;
    for run in 0..options.runs {
        // In turn, so that a moment in which the machine is busy is nobody's alone.
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
