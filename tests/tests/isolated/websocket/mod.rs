//! The WebSocket API.

mod connect;
mod ping;
mod sync;
