//! The messages of a room: backwards from the newest, page by page, or forwards from an event.

use std::collections::BTreeMap;

use crate::{
    ApiError, State,
    auth::{Credentials, open_head},
    files::NAME_LIMIT,
    ids::RoomId,
    model::{EntryKind, Head, LogEntry, Message},
    store::{CONTENT_LIMIT, head_now},
    table::{PAGE_BYTES, Page, PageRequest, PageStart, Query, Table},
    views::MessageView,
};

/// Lists a page of a room's messages, the newest page first and oldest to newest within a page, with their total
/// number.
///
/// # Errors
/// 404 for a room that the caller may not see, or a cursor of another list.
pub async fn list_messages(
    state: &State,
    credentials: Credentials,
    room_id: RoomId,
    request: &PageRequest,
) -> Result<(u64, Page<MessageView>), ApiError> {
    let (_, head) = open_head(state, credentials, room_id).await?;
    let newest_first = LogEntry::of_room(room_id).descending();
    let is_message = |entry: &LogEntry| matches!(entry.kind, EntryKind::Message(_));
    let mut page: Page<LogEntry> = state.table.page(&newest_first, request, Some(&is_message)).await?;
    // An eventually consistent read costs half. If it is behind the head, everything is read again consistently.
    let newest = head.last_message.as_ref().map_or(0, |last| last.seq);
    let is_behind =
        matches!(request.start, PageStart::Beginning) && page.items.first().map_or(0, LogEntry::seq) < newest;
    let head = if is_behind {
        page = state.table.page(&newest_first.consistent(), request, Some(&is_message)).await?;
        head_now(&state.table, room_id).await?
    } else {
        head
    };
    let view = |message: Message| MessageView::new(&message, &head, state.files.links());
    let page = page.filter_map(|entry| entry.as_message().map(view));
    Ok((head.message_count, page.within_bytes().reversed()))
}

/// Reads the newest messages of the room with this head, the oldest of them first: at most `limit`, and at most `bytes`
/// in total.
///
/// # Errors
/// A failed read of the table.
pub async fn latest_messages(
    state: &State,
    head: &Head,
    limit: usize,
    bytes: usize,
) -> Result<Vec<MessageView>, ApiError> {
    let newest_first = LogEntry::of_room(head.room_id).descending();
    let messages = newest_of(&state.table, &newest_first, limit, bytes).await?;
    Ok(messages.iter().rev().map(|message| MessageView::new(message, head, state.files.links())).collect())
}

/// Reads the first messages of a part of a log: at most `limit`, and at most `bytes` in total.
///
/// # Errors
/// A failed read of the table.
pub(super) async fn newest_of(
    table: &Table,
    entries: &Query,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Message>, ApiError> {
    Ok(table.take_within(entries, (limit, bytes), |entry: LogEntry| entry.as_message(), size).await?)
}

/// Maximum size of a message as JSON, in bytes: line feeds, tabs, quotation marks and backslashes are escaped.
pub(super) fn size(message: &Message) -> usize {
    let escaped = message.content.bytes().filter(|byte| b"\n\t\"\\".contains(byte)).count();
    let file = message.attachment.as_ref().map_or(0, |file| 2 * file.name.len() + MAX_LINK);
    message.content.len() + escaped + file + MAX_OVERHEAD
}

/// Maximum size in bytes of a message as JSON without its text, its file's name and the file's URL.
const MAX_OVERHEAD: usize = 1_500;
const MAX_LINK: usize = 1_000;
/// [`size`] of the largest message: the longest text and the longest name of a file.
pub(super) const MAX_SIZE: usize = 4 * CONTENT_LIMIT + 8 * NAME_LIMIT + MAX_LINK + MAX_OVERHEAD;

/// Reads new and edited messages of a room after event `after`, in their current state, ordered by each one's last
/// event. Covers at most `limit` events; returned with the event number to continue from, if there are more.
///
/// # Errors
/// 404 for a room that the caller may not see.
pub async fn messages_after(
    state: &State,
    credentials: Credentials,
    room_id: RoomId,
    after: u64,
    limit: usize,
) -> Result<(Vec<MessageView>, Option<u64>), ApiError> {
    let (_, _) = open_head(state, credentials, room_id).await?;
    // Read again: the state that events are applied to must not be older than the events.
    let (head, entries) =
        tokio::try_join!(head_now(&state.table, room_id), history_after(&state.table, room_id, after, limit))?;
    let next = entries.last().map(LogEntry::seq).filter(|&seq| seq < head.seq);
    let mut latest: BTreeMap<u64, (u64, Message)> = BTreeMap::new();
    for entry in &entries {
        if let Some(message) = message_in(entry) {
            latest.insert(message.seq, (entry.seq(), message));
        }
    }
    let mut messages: Vec<(u64, Message)> = latest.into_values().collect();
    messages.sort_by_key(|&(happened_at, _)| happened_at);
    let shape = |(_, message): &(u64, Message)| MessageView::new(message, &head, state.files.links());
    Ok((messages.iter().map(shape).collect(), next))
}

/// The message that an entry contains: as it is now, or as it was after an edit.
fn message_in(entry: &LogEntry) -> Option<Message> {
    match &entry.kind {
        EntryKind::Edited { message, .. } => Some((**message).clone()),
        _ => entry.as_message(),
    }
}

/// Reads the first events of a room after event `after`, in order, consistently: at most `limit`, and no more than fit
/// into an answer of 1 MB.
///
/// # Errors
/// A failed read of the table.
pub async fn history_after(
    table: &Table,
    room_id: RoomId,
    after: u64,
    limit: usize,
) -> Result<Vec<LogEntry>, ApiError> {
    let entries = LogEntry::since(room_id, after.saturating_add(1)).consistent();
    let size = |entry: &LogEntry| message_in(entry).as_ref().map_or(0, size);
    Ok(table.take_within(&entries, (limit, PAGE_BYTES), Some, size).await?)
}
