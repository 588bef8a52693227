//! `message`: sends a message; acknowledged by `ack` once it is stored.

use shared::{
    ApiError, State,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::messages::{Draft, send_message},
};

/// A message and its room.
pub struct NewMessage {
    room_id: RoomId,
    draft: Draft,
}

impl Input for NewMessage {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("room_id").required();
        let draft = Draft::read_text(fields);
        // Without a client-generated id, the sender couldn't match the ack to a message.
        if draft.as_ref().is_some_and(|draft| draft.client_message_id.is_none()) {
            fields.error("client_message_id", "This field is required.");
        }
        Some(Self { room_id: room_id?, draft: draft? })
    }
}

/// Sends a message as the connection's user.
pub async fn send(state: &State, id: &ConnectionId, new: NewMessage) -> Result<(), ApiError> {
    send_message(state, id, new.room_id, new.draft).await.map(|_| ())
}
