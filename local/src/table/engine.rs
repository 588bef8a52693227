//! The table's engine: dynoxide, on a SQLite file or in memory. Executes DynamoDB's operations, JSON in and out.
//!
//! dynoxide has one lock for each connection to SQLite. So that nobody holds it while the disk works, commits go to the
//! write-ahead log without a sync, and `wal` syncs for all that wait; reads have a connection of their own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::body::Bytes;
use axum::http::StatusCode;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;

use super::stream::Source;
use super::wal::{Durable, Wal};
use super::{Durability, Storage, TABLE_NAME};
use crate::error::StartError;
use crate::folder::DataFolder;
use crate::template::TableDefinition;

/// The table without a server. Clones share the same database.
#[derive(Clone)]
pub struct Engine {
    database: Database,
    /// The same database by another connection, or by the same one in memory.
    reader: Database,
    /// `None` if commits needn't reach a disk.
    wal: Option<Wal>,
    keeps_tokens: bool,
    stream: Option<Source>,
}

impl Engine {
    /// Opens the table, and creates it from the template's definition if it doesn't exist.
    ///
    /// # Errors
    /// A file that can't be opened or contains no table.
    pub fn open(storage: &Storage) -> Result<Self, StartError> {
        let (database, reader, wal) = match storage {
            Storage::Memory => {
                let database = Database::memory().map_err(StartError::Table)?;
                (database.clone(), database, None)
            }
            Storage::Folder { folder, durability } => open_files(folder, *durability)?,
        };
        if database.get_table_metadata(TABLE_NAME).map_err(StartError::Table)?.is_none() {
            let (creation, expiry) = TableDefinition::of_repository()?.requests(TABLE_NAME);
            database.create_table(creation).map_err(StartError::Table)?;
            database.update_time_to_live(expiry).map_err(StartError::Table)?;
        }
        Ok(Self { database, reader, wal, keeps_tokens: true, stream: None })
    }

    /// The engine for callers who get each answer, and so never repeat a request: it ignores the tokens by which
    /// dynoxide recognizes a repeated transaction. It keeps them for ten minutes, and visits all at each transaction.
    pub(super) fn without_tokens(&self) -> Self {
        Self { keeps_tokens: false, ..self.clone() }
    }

    /// The engine that tells this stream what it stores.
    pub(super) fn telling(&self, stream: Source) -> Self {
        Self { stream: Some(stream), ..self.clone() }
    }

    /// Executes an operation like [`answer`](Self::answer), and answers when the answer is durable. Operations that may
    /// take long are executed away from the threads that serve requests.
    pub(super) async fn perform(&self, operation: String, body: Bytes) -> (StatusCode, String) {
        let executed = if is_short(&operation) {
            catch_unwind(AssertUnwindSafe(|| self.execute(&operation, &body))).ok()
        } else {
            let engine = self.clone();
            spawn_blocking(move || engine.execute(&operation, &body)).await.ok()
        };
        let failed = |reason: &str| refusal(&DynoxideError::InternalServerError(reason.to_owned()));
        match executed {
            Some((answer, durable)) => {
                durable.wait().await.map_or_else(|error| failed(&error.to_string()), |()| answer)
            }
            // Its lock is poisoned now, so nothing incomplete can be committed.
            None => failed("the engine panicked"),
        }
    }

    fn execute(&self, operation: &str, body: &[u8]) -> ((StatusCode, String), Durable) {
        let answer = || self.answer(operation, body);
        match &self.wal {
            None => (answer(), Durable::IMMEDIATE),
            Some(wal) if is_write(operation) => wal.write(answer),
            Some(wal) => wal.read(answer),
        }
    }

    /// Executes an operation, such as `GetItem`, on the caller's thread; returns DynamoDB's HTTP status and JSON.
    /// Supports the operations that the system's code and its tests use.
    pub fn answer(&self, operation: &str, body: &[u8]) -> (StatusCode, String) {
        let db = if is_write(operation) { &self.database } else { &self.reader };
        let answered = match operation {
            "GetItem" => call(body, |request| db.get_item(request)),
            "PutItem" => call(body, |request| db.put_item(request)),
            "UpdateItem" => call(body, |request| db.update_item(request)),
            "DeleteItem" => call(body, |request| db.delete_item(request)),
            "Query" => call(body, |request| db.query(request)),
            "Scan" => call(body, |request| db.scan(request)),
            "BatchGetItem" => call(body, |request| db.batch_get_item(request)),
            "BatchWriteItem" => call(body, |request| db.batch_write_item(request)),
            "TransactGetItems" => call(body, |request| db.transact_get_items(request)),
            "TransactWriteItems" => call(body, |mut request: TransactWriteItemsRequest| {
                request.client_request_token = request.client_request_token.filter(|_| self.keeps_tokens);
                db.transact_write_items(request)
            }),
            "DescribeTable" => call(body, |request| db.describe_table(request)),
            "DescribeTimeToLive" => call(body, |request| db.describe_time_to_live(request)),
            "ListTables" => call(body, |request| db.list_tables(request)),
            _ => Err(DynoxideError::ValidationException(format!("The embedded table has no operation {operation:?}"))),
        };
        if let Some(stream) = self.stream.as_ref().filter(|_| answered.is_ok()) {
            stream.tell(operation, body);
        }
        answered.map_or_else(|error| refusal(&error), |json| (StatusCode::OK, json))
    }

    /// `true` if no user was ever created. Creating one increments a counter first, so a start that was killed may
    /// leave one item.
    pub(super) fn is_new(&self) -> Result<bool, StartError> {
        let first = ScanRequest { table_name: TABLE_NAME.to_owned(), limit: Some(2), ..ScanRequest::default() };
        Ok(self.database.scan(first).map_err(StartError::Table)?.count < 2)
    }

    /// Removes expired items; returns their number.
    pub(super) fn sweep(&self) -> dynoxide::Result<usize> {
        self.database.sweep_ttl()
    }
}

/// `false` for reads that another connection may do: they are not atomic beyond one item.
fn is_write(operation: &str) -> bool {
    !matches!(operation, "GetItem" | "Query" | "Scan" | "BatchGetItem")
}

/// `true` for operations on one item, or on one page of a partition: handing them to another thread would take longer.
fn is_short(operation: &str) -> bool {
    matches!(operation, "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query")
}

/// Opens the connections for writes and for reads, and the log if commits must reach the disk.
fn open_files(folder: &DataFolder, durability: Durability) -> Result<(Database, Database, Option<Wal>), StartError> {
    // Once, before there is a connection: it closes the file, which would release the locks of SQLite.
    let path = folder.table_path()?;
    let (database, reader) = (connect(&path)?, connect(&path)?);
    let unusable = |error| StartError::Folder { path: folder.path().to_owned(), error };
    let wal = match durability {
        Durability::Full => Some(Wal::open(&path).map_err(unusable)?),
        Durability::Relaxed => None,
    };
    Ok((database, reader, wal))
}

/// Opens a connection whose commits don't wait for the disk. dynoxide has no setting for this, but its "restore normal
/// settings after a bulk load" is exactly `synchronous = NORMAL` and SQLite's defaults for cache size, temporary store
/// and memory map. Its journal is a write-ahead log, so the file stays consistent, and a sync of the log brings all
/// that was committed before to the disk.
fn connect(path: &str) -> Result<Database, StartError> {
    let database = Database::new(path).map_err(StartError::Table)?;
    database.disable_bulk_loading().map_err(StartError::Table)?;
    Ok(database)
}

fn call<Request: DeserializeOwned, Answer: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Request) -> dynoxide::Result<Answer>,
) -> dynoxide::Result<String> {
    let request = serde_json::from_slice(body).map_err(|error| parse_error(&error.to_string()))?;
    serde_json::to_string(&operation(request)?).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// Converts a parse error. dynoxide's request types prefix the error's class to its text, as in `VALIDATION:The
/// provided key …`.
fn parse_error(text: &str) -> DynoxideError {
    match text.split_once(':') {
        Some((class, rest)) if class.starts_with("VALIDATION") => DynoxideError::ValidationException(rest.to_owned()),
        _ => DynoxideError::SerializationException(text.to_owned()),
    }
}

/// Formats an error as DynamoDB does.
fn refusal(error: &DynoxideError) -> (StatusCode, String) {
    (StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::BAD_REQUEST), error.to_json())
}

#[cfg(test)]
mod tests {
    /// Value of `PRAGMA synchronous` for NORMAL.
    const NORMAL: i64 = 1;

    #[test]
    fn the_engine_leaves_syncing_to_the_log() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("table.sqlite");
        // The pragma belongs to a connection, and the engine does not expose its own; another one opened by the same
        // code has the same settings.
        let storage = dynoxide::storage::Storage::new(&path.to_string_lossy())?;
        storage.disable_bulk_loading()?;
        assert_eq!(storage.conn().query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))?, NORMAL);
        let journal = storage.conn().query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0))?;
        assert_eq!(journal, "wal");
        Ok(())
    }
}
