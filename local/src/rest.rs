//! The rest of a request whose answer didn't wait for it, such as a refusal by its headers alone. HTTP/1 has no way to
//! stop a sender: a server that doesn't receive the rest has to close the connection, and a client that has just sent
//! its next request on it, as keep-alive permits, gets no answer.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Error;
use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// Maximum rest in bytes: as much as API Gateway receives of a request. Beyond it, the connection is closed.
const LIMIT: usize = 10 * 1024 * 1024;
/// Time for the rest.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A request's body of which the rest is received when it is dropped.
pub(crate) struct Received {
    body: Body,
    has_ended: bool,
    runtime: Handle,
}

impl Received {
    /// Wraps the body of a request that is served by this runtime.
    pub fn new(body: Body) -> Self {
        Self { body, has_ended: false, runtime: Handle::current() }
    }
}

impl HttpBody for Received {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.has_ended = !matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        let body = mem::take(&mut self.body);
        if !self.has_ended && !body.is_end_stream() {
            self.runtime.spawn(timeout(TIMEOUT, receive(body)));
        }
    }
}

/// Receives a body until it ends, fails or exceeds the limit.
async fn receive(body: Body) {
    let mut left = LIMIT;
    let mut frames = body.into_data_stream();
    while let Some(Ok(bytes)) = frames.next().await {
        let Some(after) = left.checked_sub(bytes.len()) else { return };
        left = after;
    }
}
