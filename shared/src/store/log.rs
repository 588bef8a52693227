//! Look-ups in rooms' logs: the head, the entries before it, and a message that was stored already.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    ApiError,
    ids::{RoomId, UserId},
    model::{EntryKind, Head, LogEntry, LogPart, RetryKey},
    table::{Query, Read, Table},
};

/// Heads read concurrently.
const CONCURRENCY: usize = 32;

/// The end of a room's log.
#[derive(Debug)]
pub struct LogTail {
    /// The room's head.
    pub head: Head,
    /// The entries that were read, the newest first.
    entries: Vec<LogEntry>,
}

/// Reads the head of a room, which may lag some milliseconds if the read is eventual; `None` if the room doesn't exist
/// or was deleted.
///
/// # Errors
/// A failed read of the table.
pub async fn find_head(table: &Table, room_id: RoomId, read: Read) -> Result<Option<Head>, ApiError> {
    let tail = read_tail(table, LogPart::of_room(room_id), LogPart::MARKS + 1, read).await?;
    Ok(tail.map(|tail| tail.head))
}

/// Reads the current head of a room.
///
/// # Errors
/// 404 for an unknown room.
pub async fn head_now(table: &Table, room_id: RoomId) -> Result<Head, ApiError> {
    find_head(table, room_id, Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Reads the heads of these rooms concurrently, in their order, without those of unknown and deleted rooms.
///
/// # Errors
/// A failed read of the table.
pub async fn find_heads(table: &Table, rooms: Vec<RoomId>, read: Read) -> Result<Vec<Head>, ApiError> {
    let heads = stream::iter(rooms).map(|room_id| find_head(table, room_id, read)).buffered(CONCURRENCY);
    heads.try_filter_map(async |head| Ok(head)).try_collect().await
}

/// Reads the first `limit` parts of the end of a log.
async fn read_tail(table: &Table, query: Query, limit: usize, read: Read) -> Result<Option<LogTail>, ApiError> {
    let query = if read == Read::Consistent { query.consistent() } else { query };
    let parts: Vec<LogPart> = table.take(&query, limit).await?;
    let (mut marks, mut entries) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            LogPart::Entry(entry) => entries.push(*entry),
            LogPart::Marks { side, reading } => marks.push((side, reading)),
        }
    }
    let Some(last) = entries.first().filter(|last| !matches!(last.kind, EntryKind::Removed)) else { return Ok(None) };
    let head = last.clone().into_head();
    let head = marks.into_iter().fold(head, |head, (side, reading)| head.with_reading(side, reading));
    Ok(Some(LogTail { head, entries }))
}

/// Entries of a room's log among which a message is sought that may have been stored already.
#[derive(Clone, Copy, Debug)]
pub enum Lookback {
    /// None: the message is new.
    Nothing,
    /// Those after this event, which the sender knew when it was written.
    After(u64),
    /// The last ones.
    Last,
}

/// Entries that are looked at for a message whose sender doesn't say after which event it was written.
const LAST: u64 = 1_000;
/// Entries that are read with the head: a message is rarely written so long before it is sent.
const WITH_HEAD: usize = 50;

impl LogTail {
    /// Reads the end of a room's log, consistently, with as much of `lookback` as is enough in most cases.
    ///
    /// # Errors
    /// 404 for an unknown room.
    pub async fn read(table: &Table, room_id: RoomId, lookback: Lookback) -> Result<Self, ApiError> {
        let read = |query, entries| read_tail(table, query, LogPart::MARKS + entries, Read::Consistent);
        if let Lookback::After(seq) = lookback
            && let Some(tail) = read(LogPart::since(room_id, seq), WITH_HEAD).await?
        {
            return Ok(tail);
        }
        // Nobody knows an event that hasn't happened: a sender who says so may as well say nothing.
        let entries = if matches!(lookback, Lookback::Nothing) { 1 } else { WITH_HEAD };
        read(LogPart::of_room(room_id), entries).await?.ok_or(ApiError::NotFound)
    }

    /// Finds the message that `sender` has sent with this key, among the entries that were read.
    pub fn sent(&self, sender: UserId, key: &RetryKey) -> Option<&LogEntry> {
        self.entries.iter().find(|entry| entry.is_sent_with(sender, key))
    }

    /// Number of entries of `lookback` that were not read.
    pub fn left_of(&self, lookback: Lookback) -> u64 {
        let last = self.head.seq;
        let known = match lookback {
            Lookback::Nothing => last,
            Lookback::After(seq) if seq <= last => seq,
            Lookback::After(_) | Lookback::Last => last.saturating_sub(LAST),
        };
        self.reached().saturating_sub(known + 1)
    }

    /// Finds the message that `sender` has sent with this key, among this many entries before those that were read.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn find_before(
        &self,
        table: &Table,
        entries: u64,
        (sender, key): (UserId, &RetryKey),
    ) -> Result<Option<LogEntry>, ApiError> {
        let last = self.reached().saturating_sub(1);
        let before = LogEntry::between(self.head.room_id, last.saturating_sub(entries), last);
        let is_it = |entry: &LogEntry| entry.is_sent_with(sender, key);
        Ok(table.find(&before.descending().consistent(), is_it).await?)
    }

    /// Number of the first entry that was read.
    fn reached(&self) -> u64 {
        self.entries.last().map_or(0, LogEntry::seq)
    }
}
