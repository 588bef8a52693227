//! Payload of a delivery: `{id, type, created_at, data}`, where `data` is one of the contract's shapes, read from the
//! table.

use serde_json::{Value, json};

use crate::{
    ApiError, State,
    model::{Agent, EntryKind, LogEntry, Room, Side, WebhookTrigger},
    store::{complete_room, find_head},
    table::Read,
    views::{MessageView, Reader, RoomUpdate},
};

/// Builds the body of a delivery; `None` if the subject of its event was deleted.
///
/// # Errors
/// A failed read of the table.
pub(super) async fn payload(state: &State, event: &WebhookTrigger) -> Result<Option<String>, ApiError> {
    let data = data(state, event).await?;
    let body = |data| json!({"id": event.id(), "type": event.kind, "created_at": event.time, "data": data}).to_string();
    Ok(data.map(body))
}

async fn data(state: &State, event: &WebhookTrigger) -> Result<Option<Value>, ApiError> {
    let (room, entry) = (Room::key_of(event.room_id), LogEntry::key_of(event.room_id, event.seq));
    let items =
        async { Ok::<_, ApiError>(state.table.get_many([room.clone(), entry.clone()], Read::Consistent).await?) };
    let (items, head) = tokio::try_join!(items, find_head(&state.table, event.room_id, Read::Consistent))?;
    let found = items.get::<Room>(&room)?.zip(items.get::<LogEntry>(&entry)?).zip(head);
    let Some(((room, entry), head)) = found else { return Ok(None) };
    let links = state.files.links();
    match &entry.kind {
        EntryKind::Created => {
            Ok(Some(json!(complete_room(&state.table, room, head).await?.seen_from(Side::Agent, Reader::Staff, links))))
        }
        EntryKind::Message(_) => Ok(entry.as_message().map(|message| json!(MessageView::new(&message, &head, links)))),
        EntryKind::Updated { change, state: after } => {
            let agent = match &after.agent {
                Some(agent) => state.table.get(&Agent::key_of(agent.id), Read::Eventual).await?,
                None => None,
            };
            Ok(Some(json!(RoomUpdate::new(&entry, (*change, after), agent.as_ref(), Reader::Staff, links))))
        }
        EntryKind::Edited { .. } | EntryKind::Removed => Ok(None),
    }
}
