//! `read`: moves the reader's position; the others see it, the reader gets no answer.

use shared::{
    ApiError, State,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{connections::caller_of, messages::read_up_to},
};

/// Up to which event of which room.
pub struct Reading {
    room_id: RoomId,
    seq: u64,
}

impl Input for Reading {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("room_id").required();
        let seq = fields.integer("seq").required();
        Some(Self { room_id: room_id?, seq: seq? })
    }
}

/// Moves the reader's position.
pub async fn read(state: &State, id: &ConnectionId, reading: Reading) -> Result<(), ApiError> {
    read_up_to(state, caller_of(state, id), reading.room_id, reading.seq).await
}
