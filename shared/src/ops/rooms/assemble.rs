//! Assembly of rooms from their parts, a whole page in one round trip.

use std::collections::BTreeMap;

use crate::{
    ApiError, State,
    ids::RoomId,
    model::{Agent, Head, Identity, Message, Room, User},
    table::{Items, Key, Read, Table},
    views::RoomDetails,
};

/// Reads heads, customers, agents and last messages of the rooms. One BatchGetItem, and a second one only for last
/// messages that are too long to be in the head. A room without a head is omitted: its creation isn't complete.
///
/// # Errors
/// A failed read of the table.
pub async fn assemble(state: &State, rooms: Vec<Room>, read: Read) -> Result<Vec<RoomDetails>, ApiError> {
    let keys = rooms.iter().flat_map(|room| people_of(room).chain([Head::key_of(room.id)]));
    let items = state.table.get_many(keys, read).await?;
    let parts: Result<Vec<Option<RoomDetails>>, ApiError> = rooms.into_iter().map(|room| part(room, &items)).collect();
    let mut parts: Vec<RoomDetails> = parts?.into_iter().flatten().collect();

    let long: BTreeMap<RoomId, Key> =
        parts.iter().filter_map(|parts| Some((parts.room.id, long_message(&parts.head)?))).collect();
    if !long.is_empty() {
        let messages = state.table.get_many(long.values().cloned(), read).await?;
        for parts in &mut parts {
            if let Some(key) = long.get(&parts.room.id) {
                parts.last_message = messages.get(key)?;
            }
        }
    }
    Ok(parts)
}

fn part(room: Room, items: &Items) -> Result<Option<RoomDetails>, ApiError> {
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
pub async fn complete(state: &State, room: Room, head: Head) -> Result<RoomDetails, ApiError> {
    let long = long_message(&head);
    let items = state.table.get_many(people_of(&room).chain(long.clone()), Read::Consistent).await?;
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
    let (room, head) = (Room::key_of(room_id), Head::key_of(room_id));
    let items = table.get_many([room.clone(), head.clone()], Read::Consistent).await?;
    let found = items.get::<Room>(&room)?.zip(items.get::<Head>(&head)?);
    found.filter(|(_, head)| head.is_visible_to(who)).ok_or(ApiError::NotFound)
}
