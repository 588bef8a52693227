//! The table's engine: dynoxide, on a SQLite file or in memory. Executes DynamoDB's operations, JSON in and out, on the
//! caller's thread, which waits for the disk on a commit.

use axum::http::StatusCode;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Durability, Storage, TABLE_NAME};
use crate::error::StartError;
use crate::template::TableDefinition;

/// The table without a server. Clones share the same database.
#[derive(Clone)]
pub struct Engine {
    database: Database,
}

impl Engine {
    /// Opens the table, and creates it from the template's definition if it doesn't exist.
    ///
    /// # Errors
    /// When the file can't be opened or contains no table.
    pub fn open(storage: &Storage) -> Result<Self, StartError> {
        let database = open(storage)?;
        if database.get_table_metadata(TABLE_NAME).map_err(StartError::Table)?.is_none() {
            let (creation, expiry) = TableDefinition::of_repository()?.requests(TABLE_NAME);
            database.create_table(creation).map_err(StartError::Table)?;
            database.update_time_to_live(expiry).map_err(StartError::Table)?;
        }
        Ok(Self { database })
    }

    /// Executes an operation, such as `GetItem`; returns DynamoDB's HTTP status and JSON. Supports the operations that
    /// the system's code and its tests use.
    pub fn answer(&self, operation: &str, body: &[u8]) -> (StatusCode, String) {
        let db = &self.database;
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
            "TransactWriteItems" => call(body, |request| db.transact_write_items(request)),
            "DescribeTable" => call(body, |request| db.describe_table(request)),
            "DescribeTimeToLive" => call(body, |request| db.describe_time_to_live(request)),
            "ListTables" => call(body, |request| db.list_tables(request)),
            _ => Err(DynoxideError::ValidationException(format!("The embedded table has no operation {operation:?}"))),
        };
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

fn open(storage: &Storage) -> Result<Database, StartError> {
    let (folder, durability) = match storage {
        Storage::Memory => return Database::memory().map_err(StartError::Table),
        Storage::Folder { folder, durability } => (folder, durability),
    };
    // dynoxide sets journal_mode = WAL and leaves `synchronous` at SQLite's own default, which is FULL (2), in WAL mode
    // too: its bundled build defines neither SQLITE_DEFAULT_SYNCHRONOUS nor SQLITE_DEFAULT_WAL_SYNCHRONOUS. A test
    // below verifies this.
    let database = Database::new(&folder.table_path()?).map_err(StartError::Table)?;
    if *durability == Durability::Relaxed {
        // dynoxide has no setting for this, but its "restore normal settings after a bulk load" is exactly `synchronous
        // = NORMAL` and SQLite's defaults for cache size, temporary store and memory map.
        database.disable_bulk_loading().map_err(StartError::Table)?;
    }
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
pub(super) fn refusal(error: &DynoxideError) -> (StatusCode, String) {
    (StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::BAD_REQUEST), error.to_json())
}

#[cfg(test)]
mod tests {
    /// Value of `PRAGMA synchronous` for FULL.
    const FULL: i64 = 2;

    #[test]
    fn a_commit_reaches_the_disk_by_default() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("table.sqlite");
        // The pragma belongs to a connection, and the engine does not expose its own; another one opened by the same
        // code has the same settings.
        let storage = dynoxide::storage::Storage::new(&path.to_string_lossy())?;
        let pragma = |sql: &str| storage.conn().query_row(sql, [], |row| row.get::<_, i64>(0));
        assert_eq!(pragma("PRAGMA synchronous")?, FULL);
        storage.disable_bulk_loading()?;
        assert_eq!(pragma("PRAGMA synchronous")?, FULL - 1);
        Ok(())
    }
}
