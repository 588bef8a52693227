//! Reading positions of a room, as in `sync` and `pong`.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{Head, Side},
    time::Timestamp,
};

/// Reading positions of both sides of a room.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ReadingPositions {
    /// Position of the customer.
    customer: ReadingPosition,
    /// Position of the agents.
    agent: ReadingPosition,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct ReadingPosition {
    /// Last event that was read; 0 if nothing was.
    seq: u64,
    /// Time of reading; `null` if nothing was read.
    read_at: Option<Timestamp>,
}

impl From<&Head> for ReadingPositions {
    fn from(head: &Head) -> Self {
        let position = |side| {
            let position = head.position(side);
            ReadingPosition { seq: position.seq, read_at: position.at }
        };
        Self { customer: position(Side::Customer), agent: position(Side::Agent) }
    }
}
