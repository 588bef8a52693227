//! The table's stream: new entries of rooms' logs and new mails that no entry causes, as the event source in
//! template.yaml hands them to `worker` – at least once, those of a room in their order unless they are repeated.
//!
//! The engine tells what it has stored. What nobody was told – because the program ended first, or the receiver was too
//! slow – is found in the table: entries by a search, mails by the sweep. dynoxide has streams of its own, but keeps
//! their records for ever, and visits all of them at every write to number the next one.

mod records;
mod search;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use serde_json::{Value, json};
use shared::time::Timestamp;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

pub use self::records::new_items;
use self::records::record;
use self::search::Search;
use super::Engine;
use crate::folder::DataFolder;

/// Records that may wait for the receiver; the others are found in the table.
const CAPACITY: usize = 4_000;
/// Maximum size of a batch, as in template.yaml.
const BATCH: usize = 100;
/// Time for which a batch gathers records, so that a busy desk causes few invocations.
const WINDOW: Duration = Duration::from_millis(50);
/// Longest time between an entry's own time and its commit.
const COMMIT_DELAY: chrono::Duration = chrono::Duration::minutes(1);
/// Time for which DynamoDB keeps records.
const RETENTION: chrono::Duration = chrono::Duration::hours(24);
/// Delay before another attempt to read the table.
const RETRY_DELAY: Duration = Duration::from_secs(5);
/// File in the data folder with the time up to which everything was handled.
const CHECKPOINT: &str = "stream";
/// Age at which the checkpoint is written again.
const CHECKPOINT_AGE: chrono::Duration = chrono::Duration::seconds(10);

/// The end of the stream that the engine writes to.
#[derive(Clone)]
pub(super) struct Source {
    records: Sender<Value>,
    has_missed: Arc<AtomicBool>,
}

impl Source {
    /// Tells the new items of an operation that was carried out.
    pub fn tell(&self, operation: &str, request: &[u8]) {
        for record in new_items(operation, request) {
            if self.records.try_send(record).is_err() {
                self.has_missed.store(true, SeqCst);
            }
        }
    }
}

/// The receiver's end of the stream.
pub struct Stream {
    engine: Engine,
    records: Receiver<Value>,
    has_missed: Arc<AtomicBool>,
    folder: Option<DataFolder>,
    /// Everything that was committed before is handled.
    checkpoint: Timestamp,
    stored_checkpoint: Timestamp,
    /// Time at which the current batch was the last of what was known; `None` if it isn't.
    complete_at: Option<Timestamp>,
    search: Option<Search>,
}

impl Stream {
    /// Opens a stream for an engine without one; returns the engine that tells it, and the stream. It begins with what
    /// a program that used the folder before has not handled.
    pub(super) fn open(engine: Engine, folder: Option<&DataFolder>) -> (Engine, Self) {
        let (sender, records) = channel(CAPACITY);
        let stored =
            folder.and_then(|folder| folder.read(CHECKPOINT)).and_then(|text| serde_json::from_str(&text).ok());
        let checkpoint = stored.unwrap_or_else(|| Timestamp::now().after(-RETENTION));
        // A table in memory is new.
        let has_missed = Arc::new(AtomicBool::new(folder.is_some()));
        let source = Source { records: sender, has_missed: has_missed.clone() };
        let stream = Self {
            engine: engine.clone(),
            records,
            has_missed,
            folder: folder.cloned(),
            checkpoint,
            stored_checkpoint: checkpoint,
            complete_at: None,
            search: None,
        };
        (engine.telling(source), stream)
    }

    /// Waits for the next batch of records.
    pub async fn next(&mut self) -> Vec<Value> {
        loop {
            if self.has_missed.swap(false, SeqCst) {
                self.search = Some(Search::since(self.checkpoint.after(-COMMIT_DELAY)));
            }
            let mut batch = Vec::new();
            if let Some(search) = self.search.take() {
                batch = self.find(search).await;
            } else {
                self.gather(&mut batch).await;
            }
            let is_all = self.search.is_none() && self.records.is_empty() && !self.has_missed.load(SeqCst);
            self.complete_at = is_all.then(Timestamp::now);
            if !batch.is_empty() {
                return batch;
            }
        }
    }

    /// Receives what the engine has told; the stop of the system ends this, if nothing else is told.
    async fn gather(&mut self, batch: &mut Vec<Value>) {
        let Some(first) = self.records.recv().await else { return std::future::pending().await };
        batch.push(first);
        sleep(WINDOW).await;
        while batch.len() < BATCH
            && let Ok(next) = self.records.try_recv()
        {
            batch.push(next);
        }
    }

    /// Notes that the current batch was handled, so that the next program that uses the folder needn't look for it.
    pub fn advance(&mut self) {
        let Some(handled) = self.complete_at.take() else { return };
        self.checkpoint = handled;
        let Some(folder) = self.folder.as_ref().filter(|_| handled >= self.stored_checkpoint.after(CHECKPOINT_AGE))
        else {
            return;
        };
        match folder.write_private(CHECKPOINT, &json!(handled).to_string()) {
            Ok(_) => self.stored_checkpoint = handled,
            Err(error) => tracing::warn!(%error, "checkpoint of the table's stream not written"),
        }
    }

    /// Reads a page of a search, and leaves the rest of it to be continued.
    async fn find(&mut self, search: Search) -> Vec<Value> {
        let Some((entries, rest)) = search.next(&self.engine).await else {
            tracing::warn!("search for missed records of the table's stream failed");
            self.search = Some(search);
            sleep(RETRY_DELAY).await;
            return Vec::new();
        };
        self.search = rest;
        entries.into_iter().map(record).collect()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use shared::model::{DeskMail, LogEntry, Mail, PushKey, Webhook};
    use shared::table::{Entity, Key};
    use tokio::time::timeout;

    use super::*;
    use crate::table::{Storage, TABLE_NAME};
    use crate::template::TEMPLATE;

    fn put(number: usize) -> Value {
        let at = Timestamp::now();
        let item = json!({
            "pk": {"S": "ROOM#1"}, "sk": {"S": format!("LOG#{number:012}")},
            "head": {"M": {"updated_at": {"S": at.to_string()}}},
        });
        json!({"TableName": TABLE_NAME, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"})
    }

    fn store(engine: &Engine, request: &Value) -> StatusCode {
        engine.answer("PutItem", request.to_string().as_bytes()).0
    }

    fn with_webhook() -> Engine {
        with_item(Webhook::PARTITION, "1")
    }

    fn with_item(pk: &str, sk: &str) -> Engine {
        let engine = Engine::open(&Storage::Memory).unwrap_or_else(|error| panic!("a table: {error}"));
        let item = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        assert_eq!(store(&engine, &json!({"TableName": TABLE_NAME, "Item": item})), StatusCode::OK);
        engine
    }

    /// Keys of the records of the next batches until this many have come, each handled.
    async fn received(stream: &mut Stream, number: usize) -> Vec<String> {
        let mut keys = Vec::new();
        while keys.len() < number {
            let batch = timeout(Duration::from_secs(20), stream.next()).await;
            let batch = batch.unwrap_or_else(|_| panic!("{} of {number} records", keys.len()));
            keys.extend(
                batch.iter().map(|it| it["dynamodb"]["Keys"]["sk"]["S"].as_str().unwrap_or_default().to_owned()),
            );
            stream.advance();
        }
        keys
    }

    #[test]
    fn the_template_has_the_same_filter_and_batches() {
        let (prefix, mail) = (LogEntry::PREFIX, Mail::SINGLE_SK);
        let filter = format!(r#"{{"Keys": {{"sk": {{"S": [{{"prefix": "{prefix}"}}, "{mail}"]}}}}}}"#);
        for text in [filter, format!("      BatchSize: {BATCH}\n")] {
            assert!(TEMPLATE.contains(&text), "{text}");
        }
    }

    #[tokio::test]
    async fn what_is_stored_is_told_once_and_what_is_refused_is_not() {
        let (engine, mut stream) = Stream::open(with_webhook(), None);
        assert_eq!(store(&engine, &put(0)), StatusCode::OK);
        assert_eq!(store(&engine, &put(0)), StatusCode::BAD_REQUEST);
        let mut edit = put(0);
        edit["ConditionExpression"] = "attribute_exists(pk)".into();
        assert_eq!(store(&engine, &edit), StatusCode::OK);
        let both = json!({"TransactItems": [{"Put": put(1)}, {"Put": put(2)}]}).to_string();
        assert_eq!(engine.answer("TransactWriteItems", both.as_bytes()).0, StatusCode::OK);
        assert_eq!(received(&mut stream, 3).await, ["LOG#000000000000", "LOG#000000000001", "LOG#000000000002"]);
    }

    #[tokio::test]
    async fn what_a_slow_receiver_missed_is_found_in_the_table() {
        let (engine, mut stream) = Stream::open(with_webhook(), None);
        let number = CAPACITY + 50;
        for seq in 0..number {
            assert_eq!(store(&engine, &put(seq)), StatusCode::OK);
        }
        let mut keys = received(&mut stream, number).await;
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), number);
    }

    #[tokio::test]
    async fn what_may_be_mailed_or_pushed_is_found_as_well() -> Result<(), Box<dyn std::error::Error>> {
        for Key { pk, sk } in [DeskMail::default().key(), PushKey::the_key()] {
            let path = tempfile::tempdir()?;
            let engine = with_item(&pk, &sk);
            assert_eq!(store(&engine, &put(3)), StatusCode::OK);
            let (_engine, mut stream) = Stream::open(engine, Some(&DataFolder::open(path.path())?));
            assert_eq!(received(&mut stream, 1).await, ["LOG#000000000003"]);
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_was_stored_before_a_start_is_found_if_it_was_not_handled() -> Result<(), Box<dyn std::error::Error>> {
        let path = tempfile::tempdir()?;
        let engine = with_webhook();
        let folder = DataFolder::open(path.path())?;
        assert_eq!(store(&engine, &put(7)), StatusCode::OK);
        let (_engine, mut stream) = Stream::open(engine.clone(), Some(&folder));
        assert_eq!(received(&mut stream, 1).await, ["LOG#000000000007"]);
        let checkpoint = folder.read(CHECKPOINT).ok_or("no checkpoint")?;
        let later = serde_json::from_str::<Timestamp>(&checkpoint)?.after(COMMIT_DELAY * 2);
        folder.write_private(CHECKPOINT, &json!(later).to_string())?;
        let (engine, mut stream) = Stream::open(engine, Some(&folder));
        assert_eq!(store(&engine, &put(8)), StatusCode::OK);
        assert_eq!(received(&mut stream, 1).await, ["LOG#000000000008"]);
        Ok(())
    }
}
