//! What a client does when something is in its way, against a system that is played here.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod blocked;
mod played;
mod queue;
