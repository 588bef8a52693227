//! The messages of a room: backwards from the newest, page by page, or forwards from an event.

use std::collections::BTreeMap;

use crate::{
    ApiError, State,
    auth::{Credentials, open_head},
    files::NAME_LIMIT,
    ids::RoomId,
    model::{Head, Message, RoomEvent, RoomEventKind},
    store::{CONTENT_LIMIT, head_now},
    table::{PAGE_BYTES, Page, PageRequest, PageStart, Read, Table},
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
    let newest_first = Message::of_room(room_id).descending();
    let mut page: Page<Message> = state.table.page(&newest_first, request, None).await?;
    // An eventually consistent read costs half. If it is behind the head, everything is read again consistently.
    let newest = head.last_message.as_ref().map_or(0, |last| last.seq);
    let is_behind =
        matches!(request.start, PageStart::Beginning) && page.items.first().map_or(0, |message| message.seq) < newest;
    let head = if is_behind {
        page = state.table.page(&newest_first.consistent(), request, None).await?;
        head_now(&state.table, room_id).await?
    } else {
        head
    };
    let page = page.map(|message| MessageView::new(&message, &head, state.files.links()));
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
    let newest_first = Message::of_room(head.room_id).descending();
    let messages = state.table.take_within(&newest_first, limit, bytes, size).await?;
    Ok(messages.iter().rev().map(|message| MessageView::new(message, head, state.files.links())).collect())
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
    let (head, happened) =
        tokio::try_join!(head_now(&state.table, room_id), history_after(&state.table, room_id, after, limit + 1))?;
    let mut bytes = 0;
    let fits = |happened: &HistoryEntry| {
        bytes += happened.message().map_or(0, size);
        bytes <= PAGE_BYTES
    };
    let covered: Vec<HistoryEntry> = happened.into_iter().take(limit).take_while(fits).collect();
    let next = covered.last().map(HistoryEntry::seq).filter(|&seq| seq < head.seq);
    let mut latest: BTreeMap<u64, (u64, Message)> = BTreeMap::new();
    for happened in covered {
        if let HistoryEntry::Message(message) | HistoryEntry::Edited { message, .. } = &happened {
            latest.insert(message.seq, (happened.seq(), message.clone()));
        }
    }
    let mut messages: Vec<(u64, Message)> = latest.into_values().collect();
    messages.sort_by_key(|&(happened_at, _)| happened_at);
    let shape = |(_, message): &(u64, Message)| MessageView::new(message, &head, state.files.links());
    Ok((messages.iter().map(shape).collect(), next))
}

/// An entry of a room's history.
#[derive(Clone, Debug)]
pub enum HistoryEntry {
    /// A message.
    Message(Message),
    /// An edit, with the current message.
    Edited {
        /// Edit.
        event: RoomEvent,
        /// Message.
        message: Message,
    },
    /// A change of the room.
    Updated(RoomEvent),
}

impl HistoryEntry {
    /// The message that the entry contains.
    fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) | Self::Edited { message, .. } => Some(message),
            Self::Updated(_) => None,
        }
    }

    /// Event number.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Message(message) => message.seq,
            Self::Edited { event, .. } | Self::Updated(event) => event.seq,
        }
    }
}

/// Maximum number of edits per read, each with its message.
const MAX_EDITS: usize = 25;

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
) -> Result<Vec<HistoryEntry>, ApiError> {
    let first = after.saturating_add(1);
    let messages = Message::since(room_id, first).consistent();
    let events = RoomEvent::since(room_id, first).consistent();
    let (messages, mut events) =
        tokio::try_join!(table.take_within(&messages, limit, PAGE_BYTES, size), table.take(&events, limit))?;
    // Each edit adds its message.
    let edits = events.iter().enumerate().filter(|(_, event): &(_, &RoomEvent)| event.edited_message().is_some());
    if let Some((too_many, _)) = edits.map(|(at, event)| (at, event.seq)).nth(MAX_EDITS) {
        events.truncate(too_many);
    }
    let edited = edited_messages(table, room_id, &events).await?;
    let mut happened: Vec<HistoryEntry> = messages.into_iter().map(HistoryEntry::Message).collect();
    happened.extend(events.into_iter().filter_map(|event: RoomEvent| match event.kind {
        RoomEventKind::MessageEdited { message_seq, .. } => {
            edited.get(&message_seq).map(|message| HistoryEntry::Edited { event, message: message.clone() })
        }
        RoomEventKind::RoomUpdated { .. } => Some(HistoryEntry::Updated(event)),
    }));
    happened.sort_by_key(HistoryEntry::seq);
    // Messages and other events are two reads: an event written between them leaves a gap, behind which nothing is
    // returned.
    let without_gap = happened.into_iter().zip(first..).take_while(|(happened, seq)| happened.seq() == *seq);
    Ok(without_gap.map(|(happened, _)| happened).take(limit).collect())
}

async fn edited_messages(
    table: &Table,
    room_id: RoomId,
    events: &[RoomEvent],
) -> Result<BTreeMap<u64, Message>, ApiError> {
    let keys = events.iter().filter_map(RoomEvent::edited_message).map(|seq| Message::key_of(room_id, seq));
    let messages: Vec<Message> = table.get_all(keys, Read::Consistent).await?;
    Ok(messages.into_iter().map(|message| (message.seq, message)).collect())
}
