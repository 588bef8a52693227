//! One WebSocket connection: JSON frames in both directions, and its heartbeat.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{SinkExt, Stream};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, timeout},
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

/// An open connection.
pub(crate) struct Connection<S> {
    stream: WebSocketStream<S>,
    /// Time at which it was opened.
    pub opened_at: Instant,
    /// Time at which to replace it; `None` while a replacement is being opened.
    pub renew_at: Option<Instant>,
    /// Time of the next `ping`.
    pub ping_at: Instant,
    /// Time since which a `ping` waits for any frame.
    waiting_since: Option<Instant>,
}

/// The connection has ended.
#[derive(Debug)]
pub(crate) struct Ended;

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Wraps a new connection: the first `ping` is due at once, its replacement after `renewal`.
    pub fn new(stream: WebSocketStream<S>, renewal: Duration) -> Self {
        let now = Instant::now();
        Self { stream, opened_at: now, renew_at: Some(now + renewal), ping_at: now, waiting_since: None }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value, frame_timeout: Duration) -> Result<(), Ended> {
        let sent = timeout(frame_timeout, self.stream.send(Message::text(frame.to_string()))).await;
        sent.map_err(|_| Ended)?.map_err(|_| Ended)
    }

    /// Waits for any frame, to prove that frames get through in both directions.
    pub async fn wait_for_frame(&mut self, frame_timeout: Duration) -> Result<(), Ended> {
        self.send(&json!({"action": "ping", "rooms": []}), frame_timeout).await?;
        timeout(3 * frame_timeout, poll_fn(|context| self.poll_frame(context))).await.map_err(|_| Ended)??;
        Ok(())
    }

    /// Records a sent `ping`. Unless a frame arrives, the next one is due after `frame_timeout`.
    pub fn pinged(&mut self, now: Instant, frame_timeout: Duration) {
        self.waiting_since.get_or_insert(now);
        self.ping_at = now + frame_timeout;
    }

    /// Records a frame as a sign of life; a `pong` completes the heartbeat.
    pub fn received(&mut self, frame: &Value, now: Instant, heartbeat: Duration) {
        self.waiting_since = None;
        if frame["type"] == "pong" {
            self.ping_at = now + heartbeat;
        }
    }

    /// Time from which the connection counts as dead, unless a frame arrives before.
    pub fn dead_at(&self, frame_timeout: Duration) -> Option<Instant> {
        self.waiting_since.map(|since| since + 3 * frame_timeout)
    }

    /// Closes the connection, with a short wait for the peer.
    pub async fn close(mut self, frame_timeout: Duration) {
        // The connection ends in any case.
        let _ = timeout(frame_timeout, self.stream.close(None)).await;
    }

    /// Polls for the next frame. Ignores frames that aren't JSON.
    pub fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Result<Value, Ended>> {
        loop {
            match Pin::new(&mut self.stream).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(Message::Text(text)))) => {
                    if let Ok(frame) = serde_json::from_str(&text) {
                        return Poll::Ready(Ok(frame));
                    }
                }
                Poll::Ready(Some(Ok(Message::Close(_)) | Err(_)) | None) => return Poll::Ready(Err(Ended)),
                Poll::Ready(Some(Ok(_))) => {}
            }
        }
    }
}
