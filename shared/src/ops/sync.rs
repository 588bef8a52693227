//! Synchronization: events of rooms that a client has missed.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use utoipa::ToSchema;

use super::messages::history_after;
use crate::{
    ApiError, State,
    auth::Caller,
    event::{Event, Frame, HistoryFrame},
    ids::{AgentId, RoomId},
    model::{Agent, EntryKind, Head, Identity, LogEntry},
    store::{find_head, find_heads, open_rooms_of},
    table::{PAGE_BYTES, Read, Table, json_size},
    views::ReadingPositions,
};

/// Longest gap that is filled event by event. Beyond it, loading the room anew is cheaper for a client.
pub const MAX_GAP: u64 = 500;
/// Size of a room in an answer beside its events, with the largest numbers, in bytes.
pub const ROOM_BYTES: usize = 400;
/// Rooms synchronized concurrently.
const CONCURRENCY: usize = 8;

/// Events of a room that a client has missed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoomSync {
    /// Room.
    pub room_id: RoomId,
    /// Missed events, in order.
    #[schema(value_type = Vec<HistoryFrame>)]
    pub events: Vec<Frame>,
    /// Number of the last of them.
    pub last_seq: u64,
    /// `true` if there are too many: the client must load the room anew.
    pub reset: bool,
    /// `true` if there are more than fit into one answer: the client asks again, from `last_seq`.
    pub goes_on: bool,
    /// Reading position of each side, which isn't an event; absent for a room that was postponed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ReadingPositions)]
    pub read: Option<ReadingPositions>,
}

/// Reads the events of each of these rooms after the client's last one. Rooms that the caller may not see are omitted.
/// Without rooms: all of the caller's own open rooms, from their beginning.
///
/// # Errors
/// A failed read of the table.
pub async fn sync(state: &State, caller: &Caller, rooms: BTreeMap<RoomId, u64>) -> Result<Vec<RoomSync>, ApiError> {
    let rooms = if rooms.is_empty() { all_open(&state.table, caller).await? } else { rooms };
    let wanted: Vec<(RoomId, u64)> = rooms.into_iter().collect();
    let synced = stream::iter(wanted.clone()).map(|(room_id, after)| sync_room(state, caller, room_id, after));
    let mut synced = std::pin::pin!(synced.buffered(CONCURRENCY));
    let mut rooms: Vec<RoomSync> = Vec::new();
    let mut bytes = wanted.len() * ROOM_BYTES;
    let mut looked_at = 0;
    while let Some(room) = synced.try_next().await? {
        looked_at += 1;
        let Some(mut room) = room else { continue };
        let fitting = room.events.iter().take_while(|event| {
            bytes += json_size(event);
            bytes <= PAGE_BYTES
        });
        let fitting = fitting.count();
        if fitting < room.events.len() {
            room.goes_on = true;
            room.last_seq = room.events[fitting].seq.map_or(room.last_seq, |seq| seq.saturating_sub(1));
            room.events.truncate(fitting);
        }
        rooms.push(room);
        if bytes > PAGE_BYTES {
            break;
        }
    }
    // The remaining rooms are postponed: the client asks for them again.
    rooms.extend(wanted[looked_at..].iter().map(|&(room_id, last_seq)| RoomSync {
        room_id,
        events: Vec::new(),
        last_seq,
        reset: false,
        goes_on: true,
        read: None,
    }));
    Ok(rooms)
}

/// Reads the heads of the caller's own open rooms, and of `rooms` that the caller may see: they show a client that a
/// push was lost, even in a room that it doesn't know.
///
/// # Errors
/// A failed read of the table.
pub async fn heads(state: &State, caller: &Caller, rooms: Vec<RoomId>) -> Result<Vec<Head>, ApiError> {
    let asked: BTreeSet<RoomId> = rooms.into_iter().collect();
    let read = |rooms: Vec<RoomId>| find_heads(&state.table, rooms, Read::Consistent);
    let (mut heads, own) =
        tokio::try_join!(read(asked.iter().copied().collect()), open_rooms_of(&state.table, &caller.identity))?;
    let unknown: Vec<RoomId> = own.iter().map(|room| room.id).filter(|id| !asked.contains(id)).collect();
    if !unknown.is_empty() {
        heads.extend(read(unknown).await?);
    }
    heads.retain(|head| head.is_visible_to(&caller.identity));
    Ok(heads)
}

async fn all_open(table: &Table, caller: &Caller) -> Result<BTreeMap<RoomId, u64>, ApiError> {
    let rooms = open_rooms_of(table, &caller.identity).await?;
    Ok(rooms.into_iter().map(|room| (room.id, 0)).collect())
}

async fn sync_room(state: &State, caller: &Caller, room_id: RoomId, after: u64) -> Result<Option<RoomSync>, ApiError> {
    let limit = usize::try_from(MAX_GAP).unwrap_or(usize::MAX);
    let (head, missed) = tokio::try_join!(
        find_head(&state.table, room_id, Read::Consistent),
        history_after(&state.table, room_id, after, limit)
    )?;
    let Some(head) = head.filter(|head| head.is_visible_to(&caller.identity)) else { return Ok(None) };
    let reset = head.seq.saturating_sub(after) > MAX_GAP;
    let events = if reset { Vec::new() } else { events_of(state, &caller.identity, &head, &missed).await? };
    let reached = if reset { head.seq } else { after.min(head.seq) };
    let last_seq = events.last().and_then(|event| event.seq).unwrap_or(reached);
    let goes_on = last_seq < head.seq;
    Ok(Some(RoomSync { room_id, events, last_seq, reset, goes_on, read: Some(ReadingPositions::from(&head)) }))
}

async fn events_of(state: &State, who: &Identity, head: &Head, entries: &[LogEntry]) -> Result<Vec<Frame>, ApiError> {
    let agents = agents_in(&state.table, entries).await?;
    let links = state.files.links();
    let event = |entry: &LogEntry| match &entry.kind {
        EntryKind::Message(_) => Some(Event::message_created(&entry.as_message()?, head, links)),
        EntryKind::Edited { message, .. } => Some(Event::message_edited(message, head, entry, links)),
        EntryKind::Updated { .. } => Event::room_updated(entry, agent_of(entry).and_then(|id| agents.get(&id)), links),
        EntryKind::Created | EntryKind::Removed => None,
    };
    Ok(entries.iter().filter_map(event).map(|event| event.seen_by(who.into())).collect())
}

async fn agents_in(table: &Table, entries: &[LogEntry]) -> Result<BTreeMap<AgentId, Agent>, ApiError> {
    let keys = entries.iter().filter_map(agent_of).map(Agent::key_of);
    let agents: Vec<Agent> = table.get_all(keys, Read::Consistent).await?;
    Ok(agents.into_iter().map(|agent| (agent.id, agent)).collect())
}

fn agent_of(entry: &LogEntry) -> Option<AgentId> {
    match &entry.kind {
        EntryKind::Updated { state, .. } => state.agent.as_ref().map(|agent| agent.id),
        _ => None,
    }
}
