//! Look-ups and lists of rooms, and their assembly from their parts: a whole page in one round trip.

use std::collections::BTreeMap;

use crate::{
    ApiError,
    ids::{AgentId, RoomId},
    model::{Agent, Head, Identity, LogEntry, Message, Role, Room, RoomDetails, RoomStatus, User},
    spans,
    store::{MAX_CAPACITY, find_head, find_heads},
    table::{self, Items, Key, Query, Read, Table},
};

/// Rooms of a customer that are searched for open ones: those of a regular grow with the years.
const LOOKED_AT: usize = 100;

/// Reads heads, customers, agents and last messages of the rooms in one round trip, and in a second one only last
/// messages that are too long for the entries after them. A room without a log is omitted: it was deleted.
///
/// # Errors
/// A failed read of the table.
pub async fn assemble_rooms(table: &Table, rooms: Vec<Room>, read: Read) -> Result<Vec<RoomDetails>, ApiError> {
    let people = table.get_many(rooms.iter().flat_map(people_of), read);
    let heads = find_heads(table, rooms.iter().map(|room| room.id).collect(), read);
    let (people, heads) = tokio::try_join!(async { Ok(people.await?) }, heads)?;
    let mut heads: BTreeMap<RoomId, Head> = heads.into_iter().map(|head| (head.room_id, head)).collect();
    let known = rooms.into_iter().filter_map(|room| heads.remove(&room.id).map(|head| (room, head)));
    let parts: Result<Vec<RoomDetails>, ApiError> =
        known.map(|(room, head)| with_people(room, head, &people)).collect();
    let mut parts = parts?;

    let long: BTreeMap<RoomId, Key> =
        parts.iter().filter_map(|parts| Some((parts.room.id, long_message(&parts.head)?))).collect();
    if !long.is_empty() {
        let entries = table.get_many(long.values().cloned(), read).await?;
        for parts in &mut parts {
            if let Some(key) = long.get(&parts.room.id) {
                parts.last_message = message_at(&entries, key)?;
            }
        }
    }
    Ok(parts)
}

fn with_people(room: Room, head: Head, items: &Items) -> Result<RoomDetails, ApiError> {
    let customer = items.get(&User::key_of(room.customer_id))?;
    let agent = room.agent.as_ref().map(|agent| items.get(&Agent::key_of(agent.id))).transpose()?.flatten();
    let last_message = head.last_message.as_ref().and_then(|last| last.message.clone());
    Ok(RoomDetails { room, head, customer, agent, last_message })
}

fn people_of(room: &Room) -> impl Iterator<Item = Key> + use<> {
    let agent = room.agent.as_ref().map(|agent| Agent::key_of(agent.id));
    std::iter::once(User::key_of(room.customer_id)).chain(agent)
}

/// Key of the last message, if the head doesn't contain it.
fn long_message(head: &Head) -> Option<Key> {
    let last = head.last_message.as_ref().filter(|last| last.message.is_none())?;
    Some(LogEntry::key_of(head.room_id, last.seq))
}

fn message_at(entries: &Items, key: &Key) -> Result<Option<Message>, ApiError> {
    let entry: Option<LogEntry> = entries.get(key)?;
    Ok(entry.and_then(|entry| entry.as_message()))
}

/// Reads the parts of a room whose room and head are known, in one round trip.
///
/// # Errors
/// A failed read of the table.
pub async fn complete_room(table: &Table, room: Room, head: Head) -> Result<RoomDetails, ApiError> {
    let long = long_message(&head);
    let items = table.get_many(people_of(&room).chain(long.clone()), Read::Consistent).await?;
    let mut parts = with_people(room, head, &items)?;
    if let Some(key) = long {
        parts.last_message = message_at(&items, &key)?;
    }
    Ok(parts)
}

/// Reads of a room that a concurrent change can tear in two.
const READS: usize = 3;

/// Reads a room with its head, for a user who may see it.
///
/// # Errors
/// 404 for an unknown room, or one that the user may not see; 503 for one that changes all the time.
pub async fn read_room(table: &Table, who: &Identity, room_id: RoomId) -> Result<(Room, Head), ApiError> {
    spans::record_room(room_id);
    let key = Room::key_of(room_id);
    for _ in 0..READS {
        let room = async { Ok::<_, ApiError>(table.get::<Room>(&key, Read::Consistent).await?) };
        let (room, head) = tokio::try_join!(room, find_head(table, room_id, Read::Consistent))?;
        let found = room.zip(head).filter(|(_, head)| head.is_visible_to(who));
        let (room, head) = found.ok_or(ApiError::NotFound)?;
        if room.changed_seq == head.changed_seq {
            return Ok((room, head));
        }
    }
    Err(ApiError::Unavailable(table::Error::Conflict))
}

/// A user's own rooms: a customer's, or all that are or were an agent's; all rooms for an admin who isn't an agent.
pub fn rooms_of(who: &Identity) -> Query {
    match (who.role, who.agent_id) {
        (Role::Customer | Role::Visitor, _) => Room::of_customer(who.user_id),
        (_, Some(agent_id)) => Room::of_agent(agent_id),
        _ => Room::all(),
    }
}

/// Lists a user's own open rooms: all of an agent's, a customer's among the newest hundred.
///
/// # Errors
/// A failed read of the table.
pub async fn open_rooms_of(table: &Table, who: &Identity) -> Result<Vec<Room>, ApiError> {
    let rooms: Vec<Room> = match (who.role, who.agent_id) {
        (Role::Customer | Role::Visitor, _) => table.take(&Room::of_customer(who.user_id), LOOKED_AT).await?,
        // A room without an agent is in the queue, so an agent's open rooms are active.
        (_, Some(agent_id)) => active_rooms_of(table, agent_id).await?,
        _ => return Ok(Vec::new()),
    };
    Ok(rooms.into_iter().filter(|room| !room.is_over() && who.is_bound_to(room.id)).collect())
}

/// Lists all active rooms of an agent.
///
/// # Errors
/// A failed read of the table.
pub async fn active_rooms_of(table: &Table, agent: AgentId) -> Result<Vec<Room>, ApiError> {
    Ok(table.take(&Room::of_agent_with(agent, RoomStatus::Active), MAX_CAPACITY).await?)
}

/// Lists the resolved and closed rooms of an agent.
///
/// # Errors
/// A failed read of the table.
pub async fn ended_rooms_of(table: &Table, agent: AgentId) -> Result<Vec<Room>, ApiError> {
    Ok(table.take(&Room::over_of_agent(agent), usize::MAX).await?)
}
