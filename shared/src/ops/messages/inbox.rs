//! The messages of all of a user's rooms in one list, newest first.
//!
//! Messages are in no index: it would raise the cost of every message for a rarely used list. So the list is merged
//! from the rooms' own, as far as a page needs. A cursor contains the position in each room.

use futures_util::future::try_join_all;

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, LogEntry, Message, Room},
    store::{find_heads, rooms_of},
    table::{Cursor, PAGE_BYTES, Page, PageLink, Read},
    views::MessageView,
};

use super::history::{MAX_SIZE, newest_of, size as size_of};

/// Rooms of the caller that are merged: the newest.
const ROOMS: usize = 50;

/// Position in the list: its rooms as of the first page, each with the number of the event before which it continues.
type Reached = Vec<(RoomId, u64)>;

/// Messages of the list that page numbers can reach.
const MAX_NUMBERED: usize = 1_000;

/// Start of a page of the list.
#[derive(Clone, Copy, Debug)]
pub enum InboxStart<'a> {
    /// First page.
    Beginning,
    /// Page of a cursor.
    At(&'a str),
    /// Page number.
    Number(usize),
}

/// Lists a page of the messages of the caller's rooms.
///
/// # Errors
/// 404 for a cursor of another list or a page number that doesn't exist.
pub async fn list_inbox(
    state: &State,
    caller: &Caller,
    size: usize,
    start: InboxStart<'_>,
) -> Result<Page<MessageView>, ApiError> {
    match start {
        InboxStart::Beginning => {
            let (reached, heads) = begin(state, caller).await?;
            // Only the rooms with the newest messages can contribute to the first page.
            let part = merged(state, &heads, size + 1, reached, size).await?;
            Ok(Page::new(part.shown(state), part.cursor()))
        }
        InboxStart::At(cursor) => {
            let (reached, heads) = resume(state, caller, cursor).await?;
            let part = merged(state, &heads, ROOMS, reached, size).await?;
            Ok(Page::new(part.shown(state), part.cursor()))
        }
        InboxStart::Number(number) => {
            let (mut reached, heads) = begin(state, caller).await?;
            let known = heads.iter().map(|head| head.message_count).sum::<u64>();
            let count = usize::try_from(known).unwrap_or(MAX_NUMBERED).min(MAX_NUMBERED);
            let first = (number - 1).checked_mul(size).filter(|&first| first < count || number == 1);
            let first = first.ok_or(ApiError::InvalidPage)?;
            let mut skipped = 0;
            while skipped < first {
                let part = merged(state, &heads, ROOMS, reached, first - skipped).await?;
                if part.messages.is_empty() {
                    return Err(ApiError::InvalidPage);
                }
                skipped += part.messages.len();
                reached = part.reached;
            }
            let wanted = size.min(count - first);
            let part = merged(state, &heads, ROOMS, reached, wanted).await?;
            let following = (first + size < count).then_some(PageLink::Number(number + 1));
            // A page that ends early is followed by the messages left out of it.
            let next = if part.messages.len() < wanted { part.cursor() } else { following };
            let mut page = Page::new(part.shown(state), next);
            page.previous = (number > 1).then(|| PageLink::Number(number - 1));
            page.count = Some(count as u64);
            Ok(page)
        }
    }
}

/// A part of the list.
struct Part<'h> {
    /// Newest first.
    messages: Vec<(&'h Head, Message)>,
    /// Position in each room after them.
    reached: Reached,
    /// `true` if there are more.
    goes_on: bool,
}

impl Part<'_> {
    fn shown(&self, state: &State) -> Vec<MessageView> {
        let links = state.files.links();
        self.messages.iter().map(|(head, message)| MessageView::new(message, head, links)).collect()
    }

    fn cursor(&self) -> Option<PageLink> {
        let cursor = || Cursor { backwards: false, place: self.reached.clone() }.encode();
        self.goes_on.then(|| PageLink::Cursor(cursor()))
    }
}

/// Merges the newest messages of these rooms before their positions: `size` of them, or as many as fit into an answer.
async fn merged<'h>(
    state: &State,
    heads: &'h [Head],
    rooms: usize,
    mut reached: Reached,
    size: usize,
) -> Result<Part<'h>, ApiError> {
    let parts = heads.iter().take(rooms).map(|head| newest_before(state, head, before(&reached, head), size + 1));
    let mut messages: Vec<(&Head, Message)> = try_join_all(parts).await?.into_iter().flatten().collect();
    messages.sort_by_key(|(_, message)| std::cmp::Reverse((message.created_at, message.room_id, message.seq)));
    let found = messages.len();
    let mut bytes = 0;
    let fits = |(_, message): &&(&Head, Message)| {
        bytes += size_of(message);
        bytes <= PAGE_BYTES
    };
    let fitting = messages.iter().take(size).take_while(fits).count();
    messages.truncate(fitting);
    for (_, message) in &messages {
        reached.retain(|&(room_id, _)| room_id != message.room_id);
        reached.push((message.room_id, message.seq));
    }
    Ok(Part { messages, reached, goes_on: found > fitting })
}

/// The caller's rooms that have messages, by the time of their last message.
async fn begin(state: &State, caller: &Caller) -> Result<(Reached, Vec<Head>), ApiError> {
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let mut heads = find_heads(&state.table, rooms.iter().map(|room| room.id).collect(), Read::Eventual).await?;
    heads.retain(|head| head.last_message.is_some());
    heads.sort_by_key(|head| std::cmp::Reverse(head.last_message.as_ref().map(|last| last.created_at)));
    Ok((heads.iter().map(|head| (head.room_id, head.seq + 1)).collect(), heads))
}

/// The rooms of a cursor that the caller may see: cursors aren't signed.
async fn resume(state: &State, caller: &Caller, cursor: &str) -> Result<(Reached, Vec<Head>), ApiError> {
    let reached = Cursor::<Reached>::decode(cursor).ok_or(ApiError::InvalidPage)?.place;
    if reached.len() > ROOMS {
        return Err(ApiError::InvalidPage);
    }
    let mut heads =
        find_heads(&state.table, reached.iter().map(|&(room_id, _)| room_id).collect(), Read::Eventual).await?;
    heads.retain(|head| head.is_visible_to(&caller.identity));
    Ok((reached, heads))
}

fn before(reached: &Reached, head: &Head) -> u64 {
    reached.iter().find(|(room_id, _)| *room_id == head.room_id).map_or(0, |&(_, seq)| seq)
}

/// Reads the newest messages of a room before event `before`: one more than fits into an answer, if there are more.
async fn newest_before<'h>(
    state: &State,
    head: &'h Head,
    before: u64,
    limit: usize,
) -> Result<Vec<(&'h Head, Message)>, ApiError> {
    let entries = LogEntry::between(head.room_id, 0, before.saturating_sub(1)).descending();
    let messages = newest_of(&state.table, &entries, limit, PAGE_BYTES + MAX_SIZE).await?;
    Ok(messages.into_iter().map(|message| (head, message)).collect())
}
