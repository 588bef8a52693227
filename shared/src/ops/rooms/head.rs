//! Reads and writes of a room's head.

use crate::{
    ApiError,
    auth::Caller,
    ids::RoomId,
    model::Head,
    table::{Entity, Read, Table, Write},
};

/// Authenticates the caller and reads the head of a room, in one round trip. The head may lag some milliseconds.
///
/// # Errors
/// 404 for an unknown room, or one that the caller may not see.
pub async fn open_head(
    table: &Table,
    caller: impl Future<Output = Result<Caller, ApiError>>,
    room_id: RoomId,
) -> Result<(Caller, Head), ApiError> {
    let key = Head::key_of(room_id);
    let (caller, head) = tokio::join!(caller, table.get::<Head>(&key, Read::Eventual));
    let caller = caller?;
    // A room created a moment ago may be missing from an eventually consistent read.
    let head = match head? {
        Some(head) => head,
        None => head_now(table, room_id).await?,
    };
    if head.is_visible_to(&caller.identity) { Ok((caller, head)) } else { Err(ApiError::NotFound) }
}

/// Reads the current head of a room.
///
/// # Errors
/// 404 for an unknown room.
pub async fn head_now(table: &Table, room_id: RoomId) -> Result<Head, ApiError> {
    table.get(&Head::key_of(room_id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Write of a head's changes by an event, if no other event came before. It excludes the reading positions, which move
/// without events.
pub fn advance(before: &Head, after: &Head) -> Write {
    let write = Write::update(before.key())
        .set("seq", after.seq)
        .set("status", after.status)
        .set("subject", &after.subject)
        .set("message_count", after.message_count)
        .set("customer_messages", after.customer_messages)
        .set("agent_messages", after.agent_messages)
        .set("updated_at", after.updated_at)
        .set("service", &after.service)
        .when_equals("seq", before.seq);
    // Reading a notification changes these without an event: only the fields that this event changes are written.
    let optional = [
        ("pace", before.pace, after.pace),
        ("customer_noted", before.customer_noted, after.customer_noted),
        ("agent_noted", before.agent_noted, after.agent_noted),
    ];
    let changed = optional.into_iter().filter(|(_, before, after)| before != after);
    let write = changed.fold(write, |write, (name, _, value)| match value {
        Some(value) => write.set(name, value),
        None => write.remove(name),
    });
    let write = match &after.agent {
        Some(agent) => write.set("agent", agent),
        None => write.remove("agent"),
    };
    match &after.last_message {
        Some(last_message) => write.set("last_message", last_message),
        None => write,
    }
}
