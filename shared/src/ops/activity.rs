//! Current activity: connected users, waiting rooms, recent messages. It reads a bounded number of items and may lag
//! some seconds, since nothing is decided on it.

use chrono::Duration;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::de::DeserializeOwned;

use super::publish::{ChatSessions, List};
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{DirectoryEntry, Head, LogEntry, Room, RoomStatus, SenderType, User},
    store::find_heads,
    table::{Query, Read, Table},
    time::Timestamp,
    views::Activity,
};

/// Users, waiting rooms and active rooms that are read, each.
const MAX_ENTRIES: usize = 200;
/// Entries read per room.
const ENTRIES: usize = 50;
/// Rooms whose messages are read concurrently.
const CONCURRENCY: usize = 16;

/// Reads the current activity.
///
/// # Errors
/// A failed read of the table.
pub async fn activity(state: &State) -> Result<Activity, ApiError> {
    let now = Timestamp::now();
    let (people, rooms) = tokio::try_join!(people(&state.table, now), rooms(&state.table, now))?;
    Ok(Activity {
        time: now,
        connections: people.connections,
        online_users: people.users.len(),
        online_agents: people.users.iter().filter(|user| user.agent_id.is_some()).count(),
        waiting: rooms.waiting,
        longest_wait_seconds: rooms.first_began_at.map(|began_at| (now.unix() - began_at.unix()).max(0)),
        unanswered: rooms.unanswered,
        active: rooms.active,
        messages_last_minute: rooms.messages,
        is_partial: people.is_partial || rooms.is_partial,
    })
}

/// Online users.
struct People {
    users: Vec<User>,
    connections: usize,
    is_partial: bool,
}

async fn people(table: &Table, now: Timestamp) -> Result<People, ApiError> {
    let newest = DirectoryEntry::all_online().descending();
    let (entries, is_partial) = first::<DirectoryEntry>(table, &newest).await?;
    let keys = entries.iter().map(|entry| User::key_of(entry.user_id));
    let mut users: Vec<User> = table.get_all(keys, Read::Eventual).await?;
    users.retain(|user| user.is_online_at(now));
    // The staff's chat sessions are all in one list.
    let others = users.iter().filter(|user| !user.role().is_staff()).map(|user| List::User(user.id));
    let sessions = ChatSessions::read(table, others.chain([List::Staff])).await;
    Ok(People { users, connections: sessions.size(), is_partial })
}

/// Waiting and active rooms.
struct Rooms {
    waiting: usize,
    /// Beginning of the room that has waited longest.
    first_began_at: Option<Timestamp>,
    active: usize,
    /// Active ones whose customer has the last word.
    unanswered: usize,
    messages: usize,
    is_partial: bool,
}

async fn rooms(table: &Table, now: Timestamp) -> Result<Rooms, ApiError> {
    let lists = [Room::queue(), Room::with_status(RoomStatus::Active)];
    let ((waiting, more_wait), (active, more_are_active)) =
        tokio::try_join!(first::<Room>(table, &lists[0]), first::<Room>(table, &lists[1]))?;
    let rooms = waiting.iter().chain(&active).map(|room| room.id).collect();
    let heads = find_heads(table, rooms, Read::Eventual).await?;
    let is_unanswered = |head: &&Head| head.status == RoomStatus::Active && head.service.is_unanswered;
    let since = now.after(-Duration::minutes(1));
    let is_lively = |head: &Head| head.last_message.as_ref().is_some_and(|last| since < last.created_at);
    let lively: Vec<RoomId> = heads.iter().filter(|head| is_lively(head)).map(|head| head.room_id).collect();
    let counts = stream::iter(lively).map(|room| messages_since(table, room, since)).buffer_unordered(CONCURRENCY);
    let counts: Vec<(usize, bool)> = counts.try_collect().await?;
    Ok(Rooms {
        waiting: waiting.len(),
        first_began_at: waiting.iter().map(|room| room.created_at).min(),
        active: active.len(),
        unanswered: heads.iter().filter(is_unanswered).count(),
        messages: counts.iter().map(|(messages, _)| messages).sum(),
        is_partial: more_wait || more_are_active || counts.iter().any(|(_, are_more)| *are_more),
    })
}

/// Number of messages that users have sent in a room since then; `true` if there may be more than were read.
async fn messages_since(table: &Table, room: RoomId, since: Timestamp) -> Result<(usize, bool), ApiError> {
    let newest_first = LogEntry::of_room(room).descending();
    let mut entries: Vec<LogEntry> = table.take(&newest_first, ENTRIES).await?;
    entries.retain(|entry| since < entry.time());
    let are_more = entries.len() == ENTRIES;
    let sent = entries.iter().filter_map(LogEntry::as_message);
    Ok((sent.filter(|message| message.sender.kind != SenderType::System).count(), are_more))
}

/// First entries of a list; `true` if there are more.
async fn first<T: DeserializeOwned>(table: &Table, list: &Query) -> Result<(Vec<T>, bool), ApiError> {
    let mut items = table.take(list, MAX_ENTRIES + 1).await?;
    let are_more = items.len() > MAX_ENTRIES;
    items.truncate(MAX_ENTRIES);
    Ok((items, are_more))
}
