//! The program: reads the settings, runs what they ask for, and tells the user about it. Every failure is one line on
//! stderr that says what to do.

mod banner;
mod createsuperuser;
mod settings;

use std::future::Future;
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use self::settings::{Cli, Command};
use crate::error::StartError;
use crate::system::System;
use crate::table::EmbeddedTable;

/// What is logged unless `RUST_LOG` says otherwise: of others only what needs attention.
const LOG: &str = "warn,local=info,shared=info,auth=info,users=info,agents=info,chat_rooms=info,messages=info,\
                   notifications=info,websocket=info,health=info";

/// Runs the program with the process's arguments and environment.
pub fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            banner::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), StartError> {
    settings::load_env_file()?;
    let cli = settings::parse()?;
    log()?;
    let runtime = tokio::runtime::Runtime::new().map_err(StartError::Runtime)?;
    runtime.block_on(async {
        match cli.command {
            Some(Command::Createsuperuser(superuser)) => createsuperuser::run(superuser, &cli.data).await,
            None => serve(cli).await,
        }
    })
}

async fn serve(cli: Cli) -> Result<(), StartError> {
    // Before anything else, so that a signal during the start ends it in order too.
    let stop = stop_signal()?;
    // The settings are checked before the folder is touched.
    let options = cli.run.options(&cli.data)?;
    let table = EmbeddedTable::start(cli.run.storage(&cli.data)?).await?;
    let system = System::start(options, table).await?;
    banner::welcome(&system);
    stop.await;
    banner::stopping();
    let again = stop_signal()?;
    tokio::select! {
        () = system.stop() => {}
        () = again => tracing::warn!("stopped at once, on the second signal"),
    }
    Ok(())
}

/// Ends at the next Ctrl-C, or SIGTERM where there is one.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, StartError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt()).map_err(StartError::Runtime)?;
    let mut terminated = signal(SignalKind::terminate()).map_err(StartError::Runtime)?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ends at the next Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, StartError> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn log() -> Result<(), StartError> {
    let filter = match std::env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty()) {
        Some(filter) => EnvFilter::try_new(&filter).map_err(|error| StartError::Setting {
            name: "RUST_LOG".to_owned(),
            problem: format!("is no log filter: {error}"),
        })?,
        None => EnvFilter::new(LOG),
    };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}
