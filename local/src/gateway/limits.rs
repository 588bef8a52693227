//! The gateway's limits. The defaults are API Gateway's quotas for WebSocket APIs; tests shorten the times.

use std::time::Duration;

/// Sizes in bytes, and times.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The biggest frame of a client; a bigger one closes with 1009.
    pub frame_bytes: usize,
    /// The biggest message of a client, of one or more frames (a bigger one closes with 1009), and the biggest payload
    /// posted to a connection (413).
    pub message_bytes: usize,
    /// A connection on which nothing was sent in either direction for this long is closed with 1001.
    pub idle: Duration,
    /// No connection lives longer; closed with 1001.
    pub lifetime: Duration,
    /// How long the integration may take to answer an event.
    pub integration: Duration,
    /// How many frames of one connection are with the integration at once; the next one waits in the socket.
    pub frames_in_flight: usize,
    /// What may wait to be sent to one client. A client too slow to keep below this is disconnected: it can't delay
    /// others or use up memory, and after the reconnect it catches up by itself.
    pub queue_bytes: usize,
    /// How long it may take to deliver what was still queued and to close.
    pub close: Duration,
    /// How long all connections together may take to end when the gateway stops.
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
