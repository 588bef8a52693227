//! `message`: sends a message; acknowledged by `ack` once it is stored.

use super::Action;
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
        // Without a client-generated id, the sender couldn't match the ack to a message.
        let draft = Draft::read_identified(fields);
        Some(Self { room_id: room_id?, draft: draft? })
    }
}

impl Action for NewMessage {
    const NAME: &'static str = "message";
    const SUMMARY: &'static str = "Sends a message to a room";
    const ANSWER: &'static str = "`ack`, once the message is stored";

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        send_message(state, id, self.room_id, self.draft).await.map(|_| ())
    }
}
