//! Payload of a delivery: `{id, type, created_at, data}`, where `data` is one of the contract's shapes, read from the
//! table.

use serde_json::{Value, json};

use crate::{
    ApiError, State,
    model::{Agent, Head, Message, Room, RoomEvent, RoomEventKind, Side, WebhookEvent, WebhookTrigger},
    store::complete_room,
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
    let (room, head) = (Room::key_of(event.room_id), Head::key_of(event.room_id));
    let (message, change) = (Message::key_of(event.room_id, event.seq), RoomEvent::key_of(event.room_id, event.seq));
    let keys = [room.clone(), head.clone(), message.clone(), change.clone()];
    let items = state.table.get_many(keys, Read::Consistent).await?;
    let Some((room, head)) = items.get::<Room>(&room)?.zip(items.get::<Head>(&head)?) else { return Ok(None) };
    let links = state.files.links();
    match event.kind {
        WebhookEvent::RoomCreated => {
            Ok(Some(json!(complete_room(&state.table, room, head).await?.seen_from(Side::Agent, Reader::Staff, links))))
        }
        WebhookEvent::MessageCreated => {
            let message: Option<Message> = items.get(&message)?;
            Ok(message.map(|message| json!(MessageView::new(&message, &head, links))))
        }
        _ => {
            let Some(event) = items.get::<RoomEvent>(&change)? else { return Ok(None) };
            let RoomEventKind::RoomUpdated { change, state: after } = &event.kind else { return Ok(None) };
            let agent = match &after.agent {
                Some(agent) => state.table.get(&Agent::key_of(agent.id), Read::Eventual).await?,
                None => None,
            };
            Ok(Some(json!(RoomUpdate::new(&event, (*change, after), agent.as_ref(), Reader::Staff, links))))
        }
    }
}
