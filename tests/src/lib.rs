//! Support for the end-to-end tests: a system, the people who use it, and what they hold in their hands.
//!
//! [`App`] is a system. An [`Actor`] is somebody who calls it, an [`Answer`] what they get, a [`Socket`] a WebSocket
//! connection of theirs, a [`Tab`] the reference client
//! in their hands. [`Program`] is the real program in a process of its own. Everything that waits does so until a
//! [`DEADLINE`].
//!
//! A [`simulation`] is another kind of test: the whole system in one thread, with faults, in virtual time.
//!
//! # The test programs, and the ways to run them
//!
//! `api` holds what is true of any system, whoever else uses it at the same time. `isolated` needs one to itself: other
//! options, a failing table, or lists of everything there is. `program` runs the real program, `simulation`
//! simulations. All of them start what they need in this process or beside it:
//!
//! ```text
//! cargo test -p tests
//! ```
//!
//! `api` runs just as well against a system that is already there and that all its tests share – a local run in front
//! of functions in processes of their own, or a stack on AWS or an emulator of it. It needs an admin `admin` whose
//! password is [`PASSWORD`]. The base URL may have a path; `https` and `wss` take `--features tls`.
//!
//! ```text
//! ADMIN_PASSWORD="correct horse 1" cargo run -p local -- --ephemeral
//! TEST_BASE_URL=http://localhost:8000 TEST_WEBSOCKET_URL=ws://localhost:8000/ws cargo test -p tests --test api
//! ```
//!
//! A test of `api` therefore knows its people by [`Actor::username`], counts on no number that others raise, and
//! listens to staff's connections by room. What cannot hold on some system is left out by its name: `-- --skip NAME`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod actions;
mod actor;
mod answer;
mod app;
pub mod compatibility;
mod contract;
mod failures;
mod faults;
pub mod files;
mod mailbox;
mod people;
mod program;
pub mod replica;
mod sent_frames;
pub mod shapes;
pub mod simulation;
mod smtp;
mod snapshots;
mod socket;
mod stub;
mod tab;

use std::time::Duration;

pub use actions::{Room, until_answered};
pub use actor::{Actor, NO_AGENT, PASSWORD};
pub use answer::Answer;
pub use app::App;
pub use contract::check_frame;
pub use faults::Faults;
pub use mailbox::Mailbox;
pub use program::{Outcome, Program};
pub use smtp::Smtp;
pub use socket::Socket;
pub use stub::{Stub, StubRequest};
pub use tab::Tab;

/// Longest wait of a test for anything, on a machine that is busy with other tests.
pub const DEADLINE: Duration = Duration::from_secs(30);
