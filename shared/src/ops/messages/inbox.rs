//! The messages of all of somebody's rooms in one list, newest first.
//!
//! Messages are in no index: that would raise the price of every message for a list that few ask for. So the list is
//! merged from the rooms' own, as far as a page needs. A cursor says how far each room has been read.

use futures_util::future::try_join_all;

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Message, Room},
    ops::rooms::rooms_of,
    shapes::MessageShape,
    table::{Cursor, Entity, Key, Page, Query, Read, keys},
};

/// How many of the caller's rooms are merged: the newest.
const ROOMS: usize = 50;

/// How far a reader of the list has come: its rooms as they were when it began, each with the number of the event before
/// which it goes on.
type Reached = Vec<(RoomId, u64)>;

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
    let (mut reached, heads) = match cursor {
        None => begin(state, caller).await?,
        Some(cursor) => go_on(state, caller, cursor).await?,
    };
    // Only the rooms with the newest messages can contribute to the first page.
    let rooms = if cursor.is_none() { size + 1 } else { ROOMS };
    let parts = heads.iter().take(rooms).map(|head| newest_of(state, head, before(&reached, head), size + 1));
    let mut merged: Vec<(&Head, Message)> = try_join_all(parts).await?.into_iter().flatten().collect();
    merged.sort_by_key(|(_, message)| std::cmp::Reverse((message.created_at, message.room_id, message.seq)));
    let goes_on = merged.len() > size;
    merged.truncate(size);
    for (_, message) in &merged {
        reached.retain(|&(room_id, _)| room_id != message.room_id);
        reached.push((message.room_id, message.seq));
    }
    let next = goes_on.then(|| Cursor { backwards: false, place: reached }.encode());
    let shape = |(head, message): &(&Head, Message)| MessageShape::new(message, head, state.files.links());
    let items = merged.iter().map(shape).collect();
    Ok(Page { items, next, previous: None })
}

/// The caller's rooms that have messages, those with the newest first.
async fn begin(state: &State, caller: &Caller) -> Result<(Reached, Vec<Head>), ApiError> {
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let mut heads = heads_of(state, rooms.iter().map(|room| room.id).collect()).await?;
    heads.retain(|head| head.last_message.is_some());
    heads.sort_by_key(|head| std::cmp::Reverse(head.last_message.as_ref().map(|last| last.created_at)));
    Ok((heads.iter().map(|head| (head.room_id, head.seq + 1)).collect(), heads))
}

/// The rooms that a cursor names, as far as the caller may see them: anybody can write a cursor.
async fn go_on(state: &State, caller: &Caller, cursor: &str) -> Result<(Reached, Vec<Head>), ApiError> {
    let reached = Cursor::<Reached>::decode(cursor).ok_or(ApiError::InvalidPage)?.place;
    if reached.len() > ROOMS {
        return Err(ApiError::InvalidPage);
    }
    let mut heads = heads_of(state, reached.iter().map(|&(room_id, _)| room_id).collect()).await?;
    heads.retain(|head| head.is_visible_to(&caller.identity));
    Ok((reached, heads))
}

async fn heads_of(state: &State, rooms: Vec<RoomId>) -> Result<Vec<Head>, ApiError> {
    Ok(state.table.get_all(rooms.into_iter().map(Key::head), Read::Eventual).await?)
}

fn before(reached: &Reached, head: &Head) -> u64 {
    reached.iter().find(|(room_id, _)| *room_id == head.room_id).map_or(0, |&(_, seq)| seq)
}

/// The newest messages of a room before event `before`.
async fn newest_of<'h>(
    state: &State,
    head: &'h Head,
    before: u64,
    limit: usize,
) -> Result<Vec<(&'h Head, Message)>, ApiError> {
    let query = Query::table(head.key().pk).between(keys::message_sk(0), keys::message_sk(before.saturating_sub(1)));
    let messages: Vec<Message> = state.table.take(&query.descending(), limit).await?;
    Ok(messages.into_iter().map(|message| (head, message)).collect())
}
