//! The WebSocket API.

mod connect;
