//! `read`: moves the reader's position and publishes it to the others in the room; the reader gets no answer.

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

/// Moves the reader's position.
pub async fn read(state: &State, id: &ConnectionId, position: ReadPosition) -> Result<(), ApiError> {
    read_up_to(state, id, position.room_id, position.seq).await
}
