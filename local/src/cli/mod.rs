//! The program: reads the settings, runs the command, and prints to the terminal. Every failure is one line on stderr
//! with a remedy.

mod banner;
mod createsuperuser;
mod declared;
mod settings;

use std::future::Future;
use std::process::ExitCode;

use tracing_subscriber::filter::FilterExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use self::settings::{Cli, Command};
use crate::error::StartError;
use crate::log;
use crate::openapi;
use crate::system::{Options, System};
use crate::table::{EmbeddedTable, Storage};

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
    set_up_log()?;
    let runtime = tokio::runtime::Runtime::new().map_err(StartError::Runtime)?;
    runtime.block_on(async {
        match cli.command {
            Some(Command::Createsuperuser(superuser)) => createsuperuser::run(superuser, &cli.data).await,
            Some(Command::Openapi) => {
                banner::print(&openapi::text());
                Ok(())
            }
            Some(Command::Asyncapi) => {
                banner::print(&openapi::asyncapi::text().map_err(StartError::Document)?);
                Ok(())
            }
            None => serve(cli).await,
        }
    })
}

async fn serve(cli: Cli) -> Result<(), StartError> {
    // First of all, so that a signal during the start shuts down in order too.
    let stop = stop_signal()?;
    // The settings are validated before the folder is opened.
    let options = cli.run.options(&cli.data)?;
    if options.may_have_unknown_proxies() {
        tracing::warn!(
            "TRUSTED_PROXIES is not set, though PUBLIC_URL, WEBSOCKET_URL or FILES_URL is: if a proxy stands before this, \
             all who come by it share one address and its limits"
        );
    }
    let table = open_table(&options, cli.run.storage(&cli.data)?).await?;
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

async fn open_table(options: &Options, storage: Storage) -> Result<EmbeddedTable, StartError> {
    match (&options.lambda_endpoint, &storage) {
        (None, _) => EmbeddedTable::start(storage).await,
        (Some(_), Storage::Memory) => Err(StartError::LambdaWithoutFolder),
        (Some(_), Storage::Folder { folder, .. }) => {
            let credentials = folder.credentials()?;
            EmbeddedTable::start_for(storage, credentials).await
        }
    }
}

/// Waits for the next Ctrl-C, or SIGTERM where it exists.
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

/// Waits for the next Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, StartError> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn set_up_log() -> Result<(), StartError> {
    let filter = EnvFilter::try_new(log::filter()).map_err(|error| StartError::Setting {
        name: "RUST_LOG".to_owned(),
        problem: format!("is no log filter: {error}"),
    })?;
    // Libraries are limited to `info`: their details contain secrets and messages.
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(log::is_coloured())
        .with_filter(filter.and(shared::logging::discreet()));
    tracing_subscriber::registry().with(lines).init();
    Ok(())
}
