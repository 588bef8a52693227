//! The embedded DynamoDB table: dynoxide on a SQLite file or in memory, reached by the AWS SDK like the real one, so
//! that handlers use the same code path here and in the cloud.
//!
//! `engine` executes operations, `wal` makes them durable, `stream` tells of them, `api` implements DynamoDB's
//! protocol. `shared` defines keys and items.

mod api;
mod engine;
mod stream;
mod wal;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::credentials::Credentials;
use crate::error::StartError;
use crate::folder::DataFolder;

pub use self::engine::Engine;
pub use self::stream::{Stream, new_items};

/// Name of the table in the local run.
pub const TABLE_NAME: &str = "chat";

/// Interval between removals of expired items. DynamoDB itself promises only "within a few days", so nothing may rely
/// on it.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// Longest wait for a running sweep when the table stops.
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

impl Storage {
    fn folder(&self) -> Option<&DataFolder> {
        match self {
            Self::Memory => None,
            Self::Folder { folder, .. } => Some(folder),
        }
    }
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

/// A running table. Clients need a [`router`](Self::router) and its [`credentials`](Self::credentials).
pub struct EmbeddedTable {
    engine: Engine,
    credentials: Credentials,
    tasks: TaskTracker,
    /// Ends the tasks, also when the table is dropped without being stopped, as by a failing test.
    stop: DropGuard,
    storage: Storage,
    stream: Mutex<Option<Stream>>,
}

impl EmbeddedTable {
    /// Opens the table, and creates it if it doesn't exist.
    ///
    /// # Errors
    /// When the file can't be opened or contains no table.
    pub async fn start(storage: Storage) -> Result<Self, StartError> {
        Self::start_for(storage, Credentials::random()).await
    }

    /// Like [`start`](Self::start), with credentials that outlive the run.
    ///
    /// # Errors
    /// Like [`start`](Self::start).
    pub async fn start_for(storage: Storage, credentials: Credentials) -> Result<Self, StartError> {
        let (engine, stream) = Stream::open(Engine::open(&storage)?, storage.folder());
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(stop.clone().run_until_cancelled_owned(sweep_periodically(engine.clone())));
        Ok(Self { engine, credentials, tasks, stop: stop.drop_guard(), storage, stream: Mutex::new(Some(stream)) })
    }

    /// The table's API at `path`, for callers outside this process. A proxy that a test puts in front of it (to count
    /// or fail requests) calls it, and passes its own URL to [`Options`](crate::Options).
    pub fn router(&self, path: &str) -> Router {
        api::router(path, self.engine.clone(), self.credentials.clone())
    }

    /// The table's API at `path`, for clients that call it in this process.
    pub(crate) fn router_in_process(&self, path: &str) -> Router {
        api::router(path, self.engine.without_tokens(), self.credentials.clone())
    }

    /// Credentials of this run, required by the table and the gateway's management routes.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Folder of the data; `None` in memory.
    pub fn folder(&self) -> Option<&DataFolder> {
        self.storage.folder()
    }

    /// The table's stream, for its one receiver; `None` for others.
    pub(crate) fn stream(&self) -> Option<Stream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// `true` if no user was ever created.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn is_new(&self) -> Result<bool, StartError> {
        self.engine.is_new()
    }

    /// Lets the sweep finish for a few seconds, and releases the folder.
    pub async fn stop(self) {
        let Self { engine, tasks, stop, storage, stream, .. } = self;
        drop(stop);
        tasks.close();
        if timeout(STOP_TIMEOUT, tasks.wait()).await.is_err() {
            tracing::warn!("sweep of the table aborted at shutdown");
        }
        // Dropping the last handle closes SQLite, which writes its log back into the file: blocking work.
        let closed = tokio::task::spawn_blocking(move || {
            drop((engine, stream));
            drop(storage);
        });
        if closed.await.is_err() {
            tracing::warn!("table not closed cleanly, recovered at the next start");
        }
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
