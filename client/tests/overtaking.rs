//! What a client asks for when events come out of their order, on a connection whose other end is played here.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::time::Duration;

use client::{Client, OpenError, Request, Response, Timing, Tokens, Transport, Unreachable};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::DuplexStream,
    sync::mpsc,
    time::{Instant, advance, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

const ROOM: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
/// More than an event that was overtaken is waited for, less than a heartbeat.
const A_WHILE: Duration = Duration::from_secs(5);

/// A system with one room, in which nothing has happened yet.
#[derive(Clone)]
struct Played(mpsc::Sender<DuplexStream>);

impl Transport for Played {
    type Stream = DuplexStream;

    async fn request(&self, request: Request) -> Result<Response, Unreachable> {
        let body = match request.path.as_str() {
            "/api/auth/ws-ticket/" => json!({"url": "ws://played/"}),
            path if path.contains("messages") => json!({"results": [], "next": null}),
            _ => json!({"id": ROOM, "last_seq": 0, "message_count": 0}),
        };
        Ok(Response { status: 200, body })
    }

    async fn open(&self, _: &str) -> Result<WebSocketStream<DuplexStream>, OpenError> {
        let (here, there) = tokio::io::duplex(64 * 1024);
        self.0.send(there).await.map_err(|error| Unreachable(error.to_string()))?;
        Ok(WebSocketStream::from_raw_socket(here, Role::Client, None).await)
    }
}

/// A client that has the room, and the other end of its connection.
struct Line {
    client: Client,
    gateway: WebSocketStream<DuplexStream>,
}

impl Line {
    async fn up_to_date() -> Self {
        let (opened, mut connections) = mpsc::channel(1);
        let tokens = Tokens { access: String::new(), refresh: String::new() };
        let client = Client::start(Played(opened), tokens, Timing::default());
        client.follow(ROOM);
        let there = connections.recv().await.expect("a connection");
        let mut line = Self { client, gateway: WebSocketStream::from_raw_socket(there, Role::Server, None).await };
        line.hears_sync_within(A_WHILE).await.expect("a sync after loading");
        let nothing = json!({"room_id": ROOM, "events": [], "reset": false, "read": {}});
        line.pushes(&json!({"type": "sync", "data": {"rooms": [nothing]}})).await;
        // After an answer, the next question waits a little anyway.
        advance(A_WHILE).await;
        line
    }

    async fn pushes(&mut self, frame: &Value) {
        let before = *self.client.changes().borrow();
        self.gateway.send(Message::text(frame.to_string())).await.expect("the client listens");
        let mut changes = self.client.changes();
        changes.wait_for(|count| *count > before).await.expect("the client hears it");
    }

    async fn pushes_message(&mut self, seq: u64) {
        let data = json!({"seq": seq, "content": seq.to_string(), "sender_type": "user"});
        self.pushes(&json!({"type": "message.created", "room_id": ROOM, "seq": seq, "data": data})).await;
    }

    /// What the next `sync` asks for.
    async fn hears_sync_within(&mut self, time: Duration) -> Option<Value> {
        let next_sync = async {
            while let Some(Ok(frame)) = self.gateway.next().await {
                let frame: Value = serde_json::from_slice(&frame.into_data()).unwrap_or_default();
                if frame["action"] == "sync" {
                    return Some(frame["rooms"].clone());
                }
            }
            None
        };
        timeout(time, next_sync).await.ok().flatten()
    }

    fn last_seq(&self) -> u64 {
        self.client.room(ROOM).map(|room| room.last_seq()).unwrap_or_default()
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_only_overtaken_is_not_asked_for() {
    let mut line = Line::up_to_date().await;
    line.pushes_message(2).await;
    advance(Duration::from_millis(100)).await;
    line.pushes_message(1).await;
    assert_eq!(line.hears_sync_within(A_WHILE).await, None);
    assert_eq!(line.last_seq(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_lost_is_asked_for_soon() {
    let mut line = Line::up_to_date().await;
    line.pushes_message(1).await;
    let began = Instant::now();
    line.pushes_message(3).await;
    assert_eq!(line.hears_sync_within(A_WHILE).await, Some(json!({ROOM: 1})));
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(line.last_seq(), 1);
}
