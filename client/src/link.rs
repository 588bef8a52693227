//! One WebSocket connection: frames of JSON in both directions, and the signs of life on it.

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
pub(crate) struct Link<S> {
    stream: WebSocketStream<S>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it is to be replaced, unless that is under way.
    pub renew_at: Option<Instant>,
    /// When the next `ping` goes out.
    pub ping_at: Instant,
    /// Since when a `ping` waits for any sign of life.
    waiting_since: Option<Instant>,
}

/// The connection has ended.
#[derive(Debug)]
pub(crate) struct Ended;

impl<S: AsyncRead + AsyncWrite + Unpin> Link<S> {
    /// A connection that was just opened: it pings at once, and is to be replaced after `renewal`.
    pub fn new(stream: WebSocketStream<S>, renewal: Duration) -> Self {
        let now = Instant::now();
        Self { stream, opened_at: now, renew_at: Some(now + renewal), ping_at: now, waiting_since: None }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value, patience: Duration) -> Result<(), Ended> {
        let sent = timeout(patience, self.stream.send(Message::text(frame.to_string()))).await;
        sent.map_err(|_| Ended)?.map_err(|_| Ended)
    }

    /// Waits until anything comes back, to show that frames get through in both directions.
    pub async fn prove(&mut self, patience: Duration) -> Result<(), Ended> {
        self.send(&json!({"action": "ping", "rooms": []}), patience).await?;
        timeout(3 * patience, poll_fn(|context| self.poll_frame(context))).await.map_err(|_| Ended)??;
        Ok(())
    }

    /// A `ping` has gone out. Unless something is heard, the next one follows after `patience`.
    pub fn pinged(&mut self, now: Instant, patience: Duration) {
        self.waiting_since.get_or_insert(now);
        self.ping_at = now + patience;
    }

    /// Notes a sign of life; a `pong` is the answer that a heartbeat waits for.
    pub fn heard(&mut self, frame: &Value, now: Instant, heartbeat: Duration) {
        self.waiting_since = None;
        if frame["type"] == "pong" {
            self.ping_at = now + heartbeat;
        }
    }

    /// When it counts as dead, if nothing is heard before.
    pub fn dead_at(&self, patience: Duration) -> Option<Instant> {
        self.waiting_since.map(|since| since + 3 * patience)
    }

    /// Says goodbye, without waiting long.
    pub async fn close(mut self, patience: Duration) {
        // Whatever fails here, it is over.
        let _ = timeout(patience, self.stream.close(None)).await;
    }

    /// The next frame. What is no JSON is none of ours.
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
