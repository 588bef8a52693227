//! The WebSocket API.

mod connect;
mod errors;
mod message;
mod ping;
mod presence;
mod read;
mod sync;
mod typing;
mod watch;
