//! The embedded DynamoDB table: dynoxide on a SQLite file or in memory, reached over loopback HTTP like the real one,
//! so that handlers use the same code path here and in the cloud.
//!
//! `engine` executes operations, `api` implements DynamoDB's protocol. `shared` defines keys and items.

mod api;
mod engine;

use std::net::Ipv4Addr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::credentials::Credentials;
use crate::error::StartError;
use crate::folder::DataFolder;

pub use self::engine::Engine;

/// Name of the table in the local run.
pub const TABLE_NAME: &str = "chat";

/// Interval between removals of expired items. DynamoDB itself promises only "within a few days", so nothing may rely
/// on it.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// Longest wait for running requests when the table stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Storage of the table.
#[derive(Debug)]
pub enum Storage {
    /// In memory: lost when the process ends.
    Memory,
    /// In a SQLite file in this folder.
    Folder {
        /// The folder, locked by this process.
        folder: DataFolder,
        /// Durability of commits.
        durability: Durability,
    },
}

/// Condition for a commit to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Data has reached the disk: survives a power failure.
    Full,
    /// The operating system has the data: survives a crash or kill of this process, but a power failure may lose the
    /// last moments. The file stays consistent either way.
    Relaxed,
}

/// A running table. Clients need its [`url`](Self::url) and its [`credentials`](Self::credentials).
pub struct EmbeddedTable {
    engine: Engine,
    url: String,
    credentials: Credentials,
    tasks: TaskTracker,
    /// Ends the tasks, also when the table is dropped without being stopped, as by a failing test.
    stop: DropGuard,
    storage: Storage,
}

impl EmbeddedTable {
    /// Opens the table on a free port of 127.0.0.1, and creates it if it doesn't exist.
    ///
    /// # Errors
    /// When the file can't be opened or contains no table, or no port is free.
    pub async fn start(storage: Storage) -> Result<Self, StartError> {
        Self::start_for(storage, Credentials::random()).await
    }

    /// Like [`start`](Self::start), with credentials that outlive the run.
    ///
    /// # Errors
    /// Like [`start`](Self::start).
    pub async fn start_for(storage: Storage, credentials: Credentials) -> Result<Self, StartError> {
        let engine = Engine::open(&storage)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(StartError::NoPort)?;
        let url = format!("http://{}", listener.local_addr().map_err(StartError::NoPort)?);
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(serve(listener, api::router("/", engine.clone(), credentials.clone()), stop.clone()));
        tasks.spawn(stop.clone().run_until_cancelled_owned(sweep_periodically(engine.clone())));
        Ok(Self { engine, url, credentials, tasks, stop: stop.drop_guard(), storage })
    }

    /// URL of the table, such as `http://127.0.0.1:40123`. A proxy that a test puts in front of it (to count or fail
    /// requests) forwards to it and passes its own URL to [`Options`](crate::Options).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The table's API at `path`, for callers that need a fixed URL.
    pub(crate) fn router(&self, path: &str) -> Router {
        api::router(path, self.engine.clone(), self.credentials.clone())
    }

    /// Credentials of this run, required by the table and the gateway's management routes.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Folder of the data; `None` in memory.
    pub fn folder(&self) -> Option<&DataFolder> {
        match &self.storage {
            Storage::Memory => None,
            Storage::Folder { folder, .. } => Some(folder),
        }
    }

    /// `true` if no user was ever created.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn is_new(&self) -> Result<bool, StartError> {
        self.engine.is_new()
    }

    /// Stops serving, lets running requests finish for a few seconds, and releases the folder.
    pub async fn stop(self) {
        let Self { engine, tasks, stop, storage, .. } = self;
        drop(stop);
        tasks.close();
        if timeout(STOP_TIMEOUT, tasks.wait()).await.is_err() {
            tracing::warn!("table requests aborted at shutdown");
        }
        // Dropping the last handle closes SQLite, which writes its log back into the file: blocking work.
        let closed = tokio::task::spawn_blocking(move || {
            drop(engine);
            drop(storage);
        });
        if closed.await.is_err() {
            tracing::warn!("table not closed cleanly, recovered at the next start");
        }
    }
}

async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) {
    let listener = listener.tap_io(|stream| {
        // Otherwise a small answer waits for the peer's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
    });
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "table server failed");
    }
}

async fn sweep_periodically(engine: Engine) {
    let mut ticks = interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let engine = engine.clone();
        match tokio::task::spawn_blocking(move || engine.sweep()).await {
            Ok(Ok(removed)) => tracing::debug!(removed, "expired items removed"),
            Ok(Err(error)) => tracing::warn!(%error, "removal of expired items failed"),
            Err(error) => tracing::warn!(%error, "removal of expired items panicked"),
        }
    }
}
