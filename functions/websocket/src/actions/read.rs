//! `read`: moves the reader's position and publishes it to the others in the room; the reader gets no answer.

use super::Action;
use shared::{
    ApiError, State,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::messages::read_up_to,
};

/// Reading position in a room.
pub struct ReadPosition {
    room_id: RoomId,
    seq: u64,
}

impl Input for ReadPosition {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("room_id").required();
        let seq = fields.integer("seq").required();
        Some(Self { room_id: room_id?, seq: seq? })
    }
}

impl Action for ReadPosition {
    const NAME: &'static str = "read";
    const SUMMARY: &'static str = "Marks a room as read up to an event, for the customer or the assigned agent";
    const ANSWER: &'static str = "None; others get `message.read`";

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        read_up_to(state, id, self.room_id, self.seq).await
    }
}
