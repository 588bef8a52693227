//! Putting rooms together from their parts, a whole page in one round trip.

use std::collections::BTreeMap;

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Room},
    shapes::RoomParts,
    table::{Items, Key, Read},
};

/// The rooms with their heads, customers, agents and last messages. One BatchGet, and a second one only for last
/// messages that are too long for the head to keep. A room without a head is left out: it is being made.
///
/// # Errors
/// When the table can't be read.
pub async fn assemble(state: &State, rooms: Vec<Room>, read: Read) -> Result<Vec<RoomParts>, ApiError> {
    let keys = rooms.iter().flat_map(|room| {
        let agent = room.agent.as_ref().map(|agent| Key::agent(agent.id));
        [Some(Key::head(room.id)), Some(Key::user(room.customer_id)), agent].into_iter().flatten()
    });
    let items = state.table.get_many(keys, read).await?;
    let parts: Result<Vec<Option<RoomParts>>, ApiError> = rooms.into_iter().map(|room| part(room, &items)).collect();
    let mut parts: Vec<RoomParts> = parts?.into_iter().flatten().collect();

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

fn part(room: Room, items: &Items) -> Result<Option<RoomParts>, ApiError> {
    let Some(head) = items.get::<Head>(&Key::head(room.id))? else {
        return Ok(None);
    };
    let customer = items.get(&Key::user(room.customer_id))?;
    let agent = room.agent.as_ref().map(|agent| items.get(&Key::agent(agent.id))).transpose()?.flatten();
    let last_message = head.last_message.as_ref().and_then(|last| last.message.clone());
    Ok(Some(RoomParts { room, head, customer, agent, last_message }))
}

fn long_message(head: &Head) -> Option<Key> {
    let last = head.last_message.as_ref().filter(|last| last.message.is_none())?;
    Some(Key::message(head.room_id, last.seq))
}

/// One room, for somebody who may see it.
///
/// # Errors
/// 404 when there is no such room, or the caller may not see it.
pub async fn find_room(state: &State, caller: &Caller, room_id: RoomId) -> Result<RoomParts, ApiError> {
    let room: Option<Room> = state.table.get(&Key::room(room_id), Read::Consistent).await?;
    let parts = assemble(state, room.into_iter().collect(), Read::Consistent).await?.pop();
    parts.filter(|parts| parts.head.is_visible_to(&caller.identity)).ok_or(ApiError::NotFound)
}
