//! Support for the end-to-end tests: a system per test, the people who use it, and what they hold in their hands.
//!
//! [`App`] is a whole system in this process, on free ports and with a table in memory, gone when it is dropped. An
//! [`Actor`] is somebody who calls it, an [`Answer`] what they get, a [`Socket`] a WebSocket connection of theirs.
//! [`Program`] is the real program in a process of its own. Everything that waits does so until a [`DEADLINE`].

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod actor;
mod answer;
mod app;
mod faults;
mod program;
pub mod shapes;
mod socket;
mod steps;

use std::time::Duration;

pub use actor::{Actor, PASSWORD};
pub use answer::Answer;
pub use app::App;
pub use faults::Faults;
pub use program::{Outcome, Program};
pub use socket::Socket;
pub use steps::Room;

/// What nothing that a test waits for may take longer than, on a machine that is busy with other tests.
pub const DEADLINE: Duration = Duration::from_secs(30);
