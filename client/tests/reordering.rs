//! Events out of order: the client's requests, against a fake server.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::time::Duration;

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
use tribeclub_chat_client::{Client, OpenError, Request, Response, Timing, Tokens, Transport, Unreachable};

const ROOM: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
/// Longer than the wait for reordered events, shorter than a heartbeat.
const QUIET_TIME: Duration = Duration::from_secs(5);

/// A fake system with one room without events.
#[derive(Clone)]
struct FakeSystem(mpsc::Sender<DuplexStream>);

impl Transport for FakeSystem {
    type Stream = DuplexStream;

    async fn request(&self, request: Request) -> Result<Response, Unreachable> {
        let body = match request.path.as_str() {
            "/api/auth/ws-ticket/" => json!({"url": "ws://fake/"}),
            path if path.contains("messages") => json!({"results": [], "next": null}),
            _ => json!({"id": ROOM, "last_seq": 0, "message_count": 0}),
        };
        Ok(Response { status: 200, body })
    }

    async fn open(&self, _: &str) -> Result<WebSocketStream<DuplexStream>, OpenError> {
        let (client_end, server) = tokio::io::duplex(64 * 1024);
        self.0.send(server).await.map_err(|error| Unreachable(error.to_string()))?;
        Ok(WebSocketStream::from_raw_socket(client_end, Role::Client, None).await)
    }
}

/// A client that has loaded the room, and the server end of its connection.
struct Connection {
    client: Client,
    gateway: WebSocketStream<DuplexStream>,
}

impl Connection {
    async fn up_to_date() -> Self {
        let (opened, mut connections) = mpsc::channel(1);
        let tokens = Tokens { access: String::new(), refresh: String::new() };
        let client = Client::start(FakeSystem(opened), tokens, Timing::default());
        client.follow(ROOM);
        let server = connections.recv().await.expect("a connection");
        let mut connection =
            Self { client, gateway: WebSocketStream::from_raw_socket(server, Role::Server, None).await };
        connection.next_sync_within(QUIET_TIME).await.expect("a sync after loading");
        let nothing = json!({"room_id": ROOM, "events": [], "reset": false, "read": {}});
        connection.push(&json!({"type": "sync", "data": {"rooms": [nothing]}})).await;
        // The interval between `sync` frames delays the next one in any case.
        advance(QUIET_TIME).await;
        connection
    }

    async fn push(&mut self, frame: &Value) {
        let before = *self.client.changes().borrow();
        self.gateway.send(Message::text(frame.to_string())).await.expect("the client listens");
        let mut changes = self.client.changes();
        changes.wait_for(|count| *count > before).await.expect("the client receive it");
    }

    async fn push_message(&mut self, seq: u64) {
        let data = json!({"seq": seq, "content": seq.to_string(), "sender_type": "user"});
        self.push(&json!({"type": "message.created", "room_id": ROOM, "seq": seq, "data": data})).await;
    }

    /// Rooms of the next `sync` within this time.
    async fn next_sync_within(&mut self, time: Duration) -> Option<Value> {
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
async fn reordered_events_cause_no_sync() {
    let mut connection = Connection::up_to_date().await;
    connection.push_message(2).await;
    advance(Duration::from_millis(100)).await;
    connection.push_message(1).await;
    assert_eq!(connection.next_sync_within(QUIET_TIME).await, None);
    assert_eq!(connection.last_seq(), 2);
}

#[tokio::test(start_paused = true)]
async fn lost_events_cause_a_sync() {
    let mut connection = Connection::up_to_date().await;
    connection.push_message(1).await;
    let began = Instant::now();
    connection.push_message(3).await;
    assert_eq!(connection.next_sync_within(QUIET_TIME).await, Some(json!({ROOM: 1})));
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(connection.last_seq(), 1);
}
