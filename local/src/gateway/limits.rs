//! Limits of the gateway. The defaults are API Gateway's quotas for WebSocket APIs; tests shorten the times.

use std::time::Duration;

/// Sizes in bytes, and times.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Maximum frame size of a client; a larger frame closes with 1009.
    pub frame_bytes: usize,
    /// Maximum message size of a client, in one or more frames (a larger message closes with 1009), and maximum payload
    /// of a post (413).
    pub message_bytes: usize,
    /// Longest time without a frame in either direction; closes with 1001.
    pub idle: Duration,
    /// Maximum age of a connection; closes with 1001.
    pub lifetime: Duration,
    /// Timeout of the integration for one event.
    pub integration: Duration,
    /// Frames of one connection that the integration handles concurrently; further ones wait in the socket.
    pub frames_in_flight: usize,
    /// Maximum size of one client's queue of messages to send. A client that reads too slowly is disconnected: it must
    /// not delay others or use up memory, and catches up after it has reconnected.
    pub queue_bytes: usize,
    /// Timeout for sending queued messages and closing a connection.
    pub close: Duration,
    /// Timeout for closing all connections when the gateway stops.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: 32 * 1024,
            message_bytes: 128 * 1024,
            idle: Duration::from_secs(10 * 60),
            lifetime: Duration::from_secs(2 * 60 * 60),
            integration: Duration::from_secs(29),
            frames_in_flight: 64,
            queue_bytes: 1024 * 1024,
            close: Duration::from_secs(2),
            stop: Duration::from_secs(5),
        }
    }
}
