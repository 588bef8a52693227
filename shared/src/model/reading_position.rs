//! Reading positions: each side of a room has one.

use crate::time::Timestamp;

/// Position up to which one side has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Number of the last event read.
    pub seq: u64,
    /// Number of the other side's messages up to there: counting unread ones is a subtraction.
    pub count: u64,
    /// Time at which it was moved there.
    pub at: Option<Timestamp>,
}
