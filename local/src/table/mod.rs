//! The embedded DynamoDB table: dynoxide on a SQLite file or in memory, reached over loopback HTTP like the real one,
//! so that there is one code path from handler to table, here and in the cloud.
//!
//! `engine` carries out operations, `api` answers DynamoDB's protocol. Keys and items are `shared`'s business.

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

/// The table's name in the local run.
pub const TABLE_NAME: &str = "chat";

/// How often expired items are removed. DynamoDB itself promises only "within a few days", so nothing may rely on it.
const SWEEP: Duration = Duration::from_secs(60);

/// How long running requests may take to finish when the table stops.
const STOP: Duration = Duration::from_secs(5);

/// Where the table's data lives.
#[derive(Debug)]
pub enum Storage {
    /// In memory: gone when the process ends.
    Memory,
    /// In a SQLite file in this folder.
    Folder {
        /// The folder, locked by this process.
        folder: DataFolder,
        /// When a commit counts as done.
        durability: Durability,
    },
}

/// When a commit of the table counts as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// When it has reached the disk: survives a power cut.
    Full,
    /// When the operating system has it: survives a crash or kill of this process, but a power cut may cost the last
    /// moments. The file stays consistent either way.
    Relaxed,
}

/// A running table. Clients need its [`url`](Self::url) and its [`credentials`](Self::credentials).
pub struct EmbeddedTable {
    engine: Engine,
    url: String,
    credentials: Credentials,
    tasks: TaskTracker,
    /// Ends the tasks, also when the table is dropped rather than stopped, as by a test that fails.
    stop: DropGuard,
    storage: Storage,
}

impl EmbeddedTable {
    /// Opens the table on a free port of 127.0.0.1, and creates it when it isn't there.
    ///
    /// # Errors
    /// When the file can't be opened or is not a table's, or no port is free.
    pub async fn start(storage: Storage) -> Result<Self, StartError> {
        Self::start_for(storage, Credentials::random()).await
    }

    /// As [`start`](Self::start), with credentials that outlive the run.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_for(storage: Storage, credentials: Credentials) -> Result<Self, StartError> {
        let engine = Engine::open(&storage)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(StartError::NoPort)?;
        let url = format!("http://{}", listener.local_addr().map_err(StartError::NoPort)?);
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(serve(listener, api::router("/", engine.clone(), credentials.clone()), stop.clone()));
        tasks.spawn(stop.clone().run_until_cancelled_owned(sweep_regularly(engine.clone())));
        Ok(Self { engine, url, credentials, tasks, stop: stop.drop_guard(), storage })
    }

    /// The table's address, such as `http://127.0.0.1:40123`. What sits between it and the system in a test (to count
    /// or to fail requests) forwards to here and hands its own address to [`Options`](crate::Options).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The table's protocol at `path`, for those who need an address that stays the same.
    pub(crate) fn router(&self, path: &str) -> Router {
        api::router(path, self.engine.clone(), self.credentials.clone())
    }

    /// The credentials of this run: the only ones that the table, and the gateway's management routes, answer.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The folder that holds the data, or `None` in memory.
    pub fn folder(&self) -> Option<&DataFolder> {
        match &self.storage {
            Storage::Memory => None,
            Storage::Folder { folder, .. } => Some(folder),
        }
    }

    /// Whether nobody was ever registered in it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn is_new(&self) -> Result<bool, StartError> {
        self.engine.is_new()
    }

    /// Stops answering, lets running requests finish for a few seconds, and releases the folder.
    pub async fn stop(self) {
        let Self { engine, tasks, stop, storage, .. } = self;
        drop(stop);
        tasks.close();
        if timeout(STOP, tasks.wait()).await.is_err() {
            tracing::warn!("the table still has requests running");
        }
        // The last handle closes SQLite, which writes its log back into the file: not on a thread that serves.
        let closed = tokio::task::spawn_blocking(move || {
            drop(engine);
            drop(storage);
        });
        if closed.await.is_err() {
            tracing::warn!("the table was not closed cleanly; the next start will recover it");
        }
    }
}

async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) {
    let listener = listener.tap_io(|stream| {
        // Else a small answer waits for the peer's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
    });
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "the table stopped answering");
    }
}

async fn sweep_regularly(engine: Engine) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let engine = engine.clone();
        match tokio::task::spawn_blocking(move || engine.sweep()).await {
            Ok(Ok(removed)) => tracing::debug!(removed, "expired items swept"),
            Ok(Err(error)) => tracing::warn!(%error, "expired items could not be swept"),
            Err(error) => tracing::warn!(%error, "the sweep of expired items failed"),
        }
    }
}
