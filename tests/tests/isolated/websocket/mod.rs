//! The WebSocket API.

mod connect;
mod sync;
