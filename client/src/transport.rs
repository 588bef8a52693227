//! Abstraction of the network between client and system. [`Network`](crate::Network) is the real one; simulations have
//! their own.

use http::Method;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;

/// Access to a system: requests to its HTTP API, and WebSocket connections.
pub trait Transport: Clone + Send + Sync + 'static {
    /// Byte stream under a WebSocket connection.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Sends a request and waits for the whole answer, in bounded time.
    fn request(&self, request: Request) -> impl Future<Output = Result<Response, Unreachable>> + Send;

    /// Opens a WebSocket connection at a URL, in bounded time.
    fn open(&self, url: &str) -> impl Future<Output = Result<WebSocketStream<Self::Stream>, OpenError>> + Send;
}

/// A request to the HTTP API.
#[derive(Clone, Debug)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// Path and query, such as `/api/messages/?page_size=100`.
    pub path: String,
    /// Access token, if the request carries one.
    pub token: Option<String>,
    /// JSON body, if any.
    pub body: Option<Value>,
}

/// Answer of the HTTP API.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// JSON body; null if the body is no JSON.
    pub body: Value,
}

/// No answer: the request may or may not have been processed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("no answer: {0}")]
pub struct Unreachable(pub String);

/// Reasons why a connection could not be opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenError {
    /// Refused with this HTTP status; 401 for an invalid ticket.
    #[error("refused with {0}")]
    Refused(u16),
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
}
