//! Reading and advancing the head of a room.

use crate::{
    ApiError,
    auth::Caller,
    ids::RoomId,
    model::Head,
    table::{Entity, Key, Read, Table, Write},
};

/// Who calls, and the head of the room they name: both in one round trip. The head may be some milliseconds old.
///
/// # Errors
/// 404 when there is no such room, or the caller may not see it.
pub async fn open_head(
    table: &Table,
    caller: impl Future<Output = Result<Caller, ApiError>>,
    room_id: RoomId,
) -> Result<(Caller, Head), ApiError> {
    let key = Key::head(room_id);
    let (caller, head) = tokio::join!(caller, table.get::<Head>(&key, Read::Eventual));
    let caller = caller?;
    // A room that was made a moment ago may not have reached an eventual read.
    let head = match head? {
        Some(head) => head,
        None => head_now(table, room_id).await?,
    };
    if head.is_visible_to(&caller.identity) { Ok((caller, head)) } else { Err(ApiError::NotFound) }
}

/// The head of a room as it is now.
///
/// # Errors
/// 404 when there is no such room.
pub async fn head_now(table: &Table, room_id: RoomId) -> Result<Head, ApiError> {
    table.get(&Key::head(room_id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Writes what an event changes of the head, if no other event came before it. The reading positions stay out of it:
/// they move without events.
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
    // Who reads a notification changes these without an event: only what this one changes is written.
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
