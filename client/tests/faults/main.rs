//! Clients with a faulty network, against a fake system.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod blocked;
mod fake_system;
mod queue;
