//! A system with functions outside its process: its requests to the Invoke API, its handling of the responses, and the
//! functions' environment. A scripted endpoint replaces `cargo lambda watch`.
#![expect(clippy::disallowed_methods, reason = "the system under test has the limits")]

mod environment;
mod events;
mod failures;
mod responses;
mod support;
mod websocket;
