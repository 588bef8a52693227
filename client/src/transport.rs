//! How a client reaches a system. [`Network`](crate::Network) is the real one; a simulation has its own.

use http::Method;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;

/// A way to a system: requests to its HTTP API, and WebSocket connections.
pub trait Transport: Clone + Send + Sync + 'static {
    /// What carries the bytes of a WebSocket connection.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Sends a request and waits for the whole answer, in bounded time.
    fn request(&self, request: Request) -> impl Future<Output = Result<Response, Unreachable>> + Send;

    /// Opens a WebSocket connection at a URL, in bounded time.
    fn open(&self, url: &str) -> impl Future<Output = Result<WebSocketStream<Self::Stream>, OpenError>> + Send;
}

/// A request to the HTTP API.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Path and query, such as `/api/messages/?page_size=100`.
    pub path: String,
    /// The access token, if it is to carry one.
    pub token: Option<String>,
    /// The JSON body, if any.
    pub body: Option<Value>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; null if it was none.
    pub body: Value,
}

/// There was no answer: what was asked for may or may not have been done.
#[derive(Clone, Debug, thiserror::Error)]
#[error("no answer: {0}")]
pub struct Unreachable(pub String);

/// Why a connection could not be opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenError {
    /// Refused with this HTTP status; 401 when the ticket doesn't hold.
    #[error("refused with {0}")]
    Refused(u16),
    /// There was no answer.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
}
