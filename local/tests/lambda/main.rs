//! A system whose functions are elsewhere: what it sends to the Invoke API, what it makes of the answers, and what it
//! leaves for the functions. An endpoint that does as it is told stands in for `cargo lambda watch`.

mod environment;
mod events;
mod failures;
mod responses;
mod support;
mod websocket;
