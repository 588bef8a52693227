//! The messages of all of somebody's rooms in one list, newest first.
//!
//! Messages are in no index: that would raise the price of every message for a list that few ask for. So the list is
//! merged from the rooms' own, as far as a page needs. A cursor says how far each room has been read.

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Message, Room},
    ops::rooms::rooms_of,
    shapes::MessageShape,
    table::{Cursor, Entity, Key, Page, Query, Read, keys},
    time::Timestamp,
};

/// How many of the caller's rooms are merged: the newest.
const ROOMS: usize = 50;

/// How far a reader of the list has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Reached {
    /// The time of the last message on the page. What came after the first page was read doesn't belong in the list.
    #[serde(rename = "t")]
    time: Timestamp,
    /// The rooms read from, each with the number of the last message taken.
    #[serde(rename = "r")]
    rooms: Vec<(RoomId, u64)>,
}

/// A page of the messages of the caller's rooms.
///
/// # Errors
/// 404 when the cursor isn't one of this list.
pub async fn list_inbox(
    state: &State,
    caller: &Caller,
    size: usize,
    cursor: Option<&str>,
) -> Result<Page<MessageShape>, ApiError> {
    let reached = match cursor.map(Cursor::<Reached>::decode) {
        None => None,
        Some(None) => return Err(ApiError::InvalidPage),
        Some(Some(cursor)) => Some(cursor.place),
    };
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let items = state.table.get_many(rooms.iter().map(|room| Key::head(room.id)), Read::Eventual).await?;
    let heads: Result<Vec<Option<Head>>, _> = rooms.iter().map(|room| items.get(&Key::head(room.id))).collect();
    let mut heads: Vec<Head> = heads?.into_iter().flatten().collect();
    if reached.is_none() {
        // Only the rooms with the newest messages can contribute to the first page.
        heads.sort_by_key(|head| std::cmp::Reverse(head.updated_at));
        heads.truncate(size + 1);
    }
    let parts = heads.iter().map(|head| newest_of(state, head, reached.as_ref(), size + 1));
    let mut merged: Vec<(&Head, Message)> = try_join_all(parts).await?.into_iter().flatten().collect();
    merged.sort_by_key(|(_, message)| std::cmp::Reverse((message.created_at, message.room_id, message.seq)));
    let goes_on = merged.len() > size;
    merged.truncate(size);
    let next = merged.last().filter(|_| goes_on).map(|(_, last)| {
        let mut rooms = reached.map(|reached| reached.rooms).unwrap_or_default();
        for (_, message) in &merged {
            rooms.retain(|&(room, _)| room != message.room_id);
            rooms.push((message.room_id, message.seq));
        }
        Cursor { backwards: false, place: Reached { time: last.created_at, rooms } }.encode()
    });
    let items = merged.iter().map(|(head, message)| MessageShape::new(message, head)).collect();
    Ok(Page { items, next, previous: None })
}

async fn newest_of<'h>(
    state: &State,
    head: &'h Head,
    reached: Option<&Reached>,
    limit: usize,
) -> Result<Vec<(&'h Head, Message)>, ApiError> {
    let taken = reached.and_then(|reached| reached.rooms.iter().find(|(room, _)| *room == head.room_id));
    let up_to = taken.map_or(keys::MAX_SEQ, |&(_, seq)| seq.saturating_sub(1));
    let query = Query::table(head.key().pk).between(keys::message_sk(0), keys::message_sk(up_to)).descending();
    let messages: Vec<Message> = state.table.take(&query, limit).await?;
    let is_due = |message: &Message| reached.is_none_or(|reached| message.created_at <= reached.time);
    Ok(messages.into_iter().filter(is_due).map(|message| (head, message)).collect())
}
