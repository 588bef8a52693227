//! A copy of the table that lags behind it, for reads that needn't be consistent.
//!
//! DynamoDB answers those from whichever copy is at hand. Here there is one beside the leader: it carries out the same
//! writes in the same order, but catches up only now and then, after a second at the latest. So it always shows what
//! the whole table was at some time within the last second, and who reads from both can see time go back.

use std::{collections::VecDeque, time::Duration};

use axum::{body::Bytes, http::StatusCode};
use local::table::Engine;
use tokio::time::Instant;

use super::faults::Fate;

/// The longest that it lags behind, in milliseconds.
const MAX_LAG: u64 = 1_000;

/// The copy.
pub(super) struct Replica {
    engine: Engine,
    /// Writes that it hasn't seen.
    ahead: VecDeque<Write>,
    catches_up: Instant,
    fate: Fate,
}

struct Write {
    at: Instant,
    operation: String,
    body: Bytes,
}

impl Replica {
    /// A copy of an empty table, on an engine of its own.
    pub fn new(engine: Engine, fate: Fate) -> Self {
        Self { engine, ahead: VecDeque::new(), catches_up: Instant::now(), fate }
    }

    /// Tells of a write that the leader has carried out just now.
    pub fn follow(&mut self, operation: &str, body: &Bytes) {
        self.ahead.push_back(Write { at: Instant::now(), operation: operation.to_owned(), body: body.clone() });
    }

    /// Answers a read by what it has.
    pub fn answer(&mut self, operation: &str, body: &[u8]) -> (StatusCode, String) {
        self.catch_up();
        self.engine.answer(operation, body)
    }

    /// Carries out what it would have by now.
    fn catch_up(&mut self) {
        while self.catches_up <= Instant::now() {
            let until = self.catches_up;
            while let Some(write) = self.ahead.pop_front_if(|write| write.at <= until) {
                self.engine.answer(&write.operation, &write.body);
            }
            self.catches_up += Duration::from_millis(self.fate.between(1, MAX_LAG));
        }
    }
}
