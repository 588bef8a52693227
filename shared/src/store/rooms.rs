//! Look-ups and lists of rooms, and their assembly from their parts: a whole page in one round trip.

use std::collections::BTreeMap;

use crate::{
    ApiError,
    ids::{AgentId, RoomId},
    model::{Agent, Head, Identity, Message, Role, Room, RoomDetails, RoomStatus, User},
    spans,
    store::MAX_CAPACITY,
    table::{Items, Key, Query, Read, Table},
};

/// Rooms of a customer that are searched for open ones.
const LOOKED_AT: usize = 100;

/// Reads heads, customers, agents and last messages of the rooms. One BatchGetItem, and a second one only for last
/// messages that are too long to be in the head. A room without a head is omitted: its creation isn't complete.
///
/// # Errors
/// A failed read of the table.
pub async fn assemble_rooms(table: &Table, rooms: Vec<Room>, read: Read) -> Result<Vec<RoomDetails>, ApiError> {
    let keys = rooms.iter().flat_map(|room| people_of(room).chain([Head::key_of(room.id)]));
    let items = table.get_many(keys, read).await?;
    let parts: Result<Vec<Option<RoomDetails>>, ApiError> =
        rooms.into_iter().map(|room| details(room, &items)).collect();
    let mut parts: Vec<RoomDetails> = parts?.into_iter().flatten().collect();

    let long: BTreeMap<RoomId, Key> =
        parts.iter().filter_map(|parts| Some((parts.room.id, long_message(&parts.head)?))).collect();
    if !long.is_empty() {
        let messages = table.get_many(long.values().cloned(), read).await?;
        for parts in &mut parts {
            if let Some(key) = long.get(&parts.room.id) {
                parts.last_message = messages.get(key)?;
            }
        }
    }
    Ok(parts)
}

fn details(room: Room, items: &Items) -> Result<Option<RoomDetails>, ApiError> {
    match items.get(&Head::key_of(room.id))? {
        Some(head) => with_people(room, head, items).map(Some),
        None => Ok(None),
    }
}

fn with_people(room: Room, head: Head, items: &Items) -> Result<RoomDetails, ApiError> {
    let customer = items.get(&User::key_of(room.customer_id))?;
    let agent = room.agent.as_ref().map(|agent| items.get(&Agent::key_of(agent.id))).transpose()?.flatten();
    let last_message = head.last_message.as_ref().and_then(|last| last.message.clone());
    Ok(RoomDetails { room, head, customer, agent, last_message })
}

fn people_of(room: &Room) -> impl Iterator<Item = Key> {
    let agent = room.agent.as_ref().map(|agent| Agent::key_of(agent.id));
    std::iter::once(User::key_of(room.customer_id)).chain(agent)
}

/// Key of the last message, if the head doesn't contain it.
fn long_message(head: &Head) -> Option<Key> {
    let last = head.last_message.as_ref().filter(|last| last.message.is_none())?;
    Some(Message::key_of(head.room_id, last.seq))
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
        parts.last_message = items.get(&key)?;
    }
    Ok(parts)
}

/// Reads a room with its head, for a user who may see it.
///
/// # Errors
/// 404 for an unknown room, or one that the user may not see.
pub async fn read_room(table: &Table, who: &Identity, room_id: RoomId) -> Result<(Room, Head), ApiError> {
    spans::record_room(room_id);
    let (room, head) = (Room::key_of(room_id), Head::key_of(room_id));
    let items = table.get_many([room.clone(), head.clone()], Read::Consistent).await?;
    let found = items.get::<Room>(&room)?.zip(items.get::<Head>(&head)?);
    found.filter(|(_, head)| head.is_visible_to(who)).ok_or(ApiError::NotFound)
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
    let query = match (who.role, who.agent_id) {
        (Role::Customer | Role::Visitor, _) => Room::of_customer(who.user_id),
        // A room without an agent is in the queue, so an agent's open rooms are active.
        (_, Some(agent_id)) => Room::of_agent_with(agent_id, RoomStatus::Active),
        _ => return Ok(Vec::new()),
    };
    let rooms: Vec<Room> = table.take(&query, LOOKED_AT).await?;
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
