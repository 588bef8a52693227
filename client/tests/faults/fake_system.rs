//! A fake system with one room: its HTTP API, and the server ends of its connections.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::DuplexStream,
    sync::mpsc,
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};
use tribeclub_chat_client::{Client, OpenError, Request, Response, Timing, Tokens, Transport, Unreachable};

pub const ROOM: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// Behaviour of the handshake.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Handshake {
    /// A proxy refuses the connection.
    Refused,
    /// The handshake gets no answer.
    Hanging,
    /// The connection opens; the test plays the server.
    Accepted,
}

/// Cloneable handle of the fake system.
#[derive(Clone)]
pub struct FakeSystem {
    state: Arc<Mutex<State>>,
    opened: mpsc::UnboundedSender<DuplexStream>,
}

pub struct State {
    pub handshake: Handshake,
    /// Messages stored in the room.
    pub messages: Vec<Value>,
    /// Request bodies of posted messages.
    pub posted: Vec<Value>,
    /// Answers to return instead, each once, except to requests for a ticket.
    pub answers: Vec<Response>,
    /// Time that each request takes, except those for a ticket.
    pub latency: Duration,
}

/// Server end of a connection.
pub type Gateway = WebSocketStream<DuplexStream>;

impl FakeSystem {
    pub fn new(handshake: Handshake) -> (Self, mpsc::UnboundedReceiver<DuplexStream>) {
        let (opened, connections) = mpsc::unbounded_channel();
        let state =
            State { handshake, messages: Vec::new(), posted: Vec::new(), answers: Vec::new(), latency: Duration::ZERO };
        (Self { state: Arc::new(Mutex::new(state)), opened }, connections)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics with it")
    }

    /// Starts a client that follows the room.
    pub fn client(&self) -> Client {
        let tokens = Tokens { access: String::new(), refresh: String::new() };
        let client = Client::start(self.clone(), tokens, Timing::default());
        client.follow(ROOM);
        client
    }
}

impl State {
    /// Stores a message, unless one with its `client_message_id` exists.
    pub fn store(&mut self, sender_type: &str, content: &str, client_message_id: &Value) -> Value {
        let is_match =
            |message: &&Value| message["client_message_id"] == *client_message_id && !client_message_id.is_null();
        if let Some(message) = self.messages.iter().find(is_match) {
            return message.clone();
        }
        let seq = self.messages.len() + 1;
        let id = format!("message {seq}");
        let message = json!({
            "id": id, "seq": seq, "content": content, "sender_type": sender_type, "created_at": "now",
            "client_message_id": client_message_id,
        });
        self.messages.push(message.clone());
        message
    }

    fn answer(&mut self, request: &Request) -> Value {
        if request.path == "/api/messages/" {
            let body = request.body.clone().unwrap_or_default();
            self.posted.push(body.clone());
            return self.store("user", body["content"].as_str().unwrap_or_default(), &body["client_message_id"]);
        }
        let after = request.path.split_once("after_seq=").and_then(|(_, rest)| rest.split('&').next()?.parse().ok());
        match after {
            Some(after) => {
                let is_new = |message: &&Value| message["seq"].as_u64() > Some(after);
                let results: Vec<&Value> = self.messages.iter().filter(is_new).collect();
                json!({"results": results, "next": null})
            }
            None => {
                let updated_at = self.messages.last().map(|message| &message["created_at"]);
                let count = self.messages.len();
                json!({"id": ROOM, "last_seq": count, "message_count": count, "updated_at": updated_at})
            }
        }
    }
}

impl Transport for FakeSystem {
    type Stream = DuplexStream;

    async fn request(&self, request: Request) -> Result<Response, Unreachable> {
        if request.path == "/api/auth/ws-ticket/" {
            return Ok(Response { status: 200, body: json!({"url": "ws://fake/"}) });
        }
        let latency = self.state().latency;
        sleep(latency).await;
        let mut state = self.state();
        match state.answers.pop() {
            Some(answer) => Ok(answer),
            None => Ok(Response { status: 200, body: state.answer(&request) }),
        }
    }

    async fn open(&self, _: &str) -> Result<WebSocketStream<DuplexStream>, OpenError> {
        let handshake = self.state().handshake;
        match handshake {
            Handshake::Refused => Err(OpenError::Refused(403)),
            Handshake::Hanging => std::future::pending().await,
            Handshake::Accepted => {
                let (client_end, server) = tokio::io::duplex(64 * 1024);
                self.opened.send(server).map_err(|error| Unreachable(error.to_string()))?;
                Ok(WebSocketStream::from_raw_socket(client_end, Role::Client, None).await)
            }
        }
    }
}

/// Accepts the next connection as the server.
pub async fn accept(connections: &mut mpsc::UnboundedReceiver<DuplexStream>) -> Gateway {
    let server = connections.recv().await.expect("a connection");
    WebSocketStream::from_raw_socket(server, Role::Server, None).await
}

/// Waits for the next frame with this action.
pub async fn receive(gateway: &mut Gateway, action: &str) -> Value {
    while let Some(Ok(frame)) = gateway.next().await {
        let frame: Value = serde_json::from_slice(&frame.into_data()).unwrap_or_default();
        if frame["action"] == action {
            return frame;
        }
    }
    panic!("no {action} came");
}

pub async fn push(gateway: &mut Gateway, frame: Value) {
    gateway.send(Message::text(frame.to_string())).await.expect("the client listens");
}

/// Waits until the client's copy of the room has this many messages.
pub async fn wait_for_messages(client: &Client, count: usize, time: Duration) {
    let mut changes = client.changes();
    let is_there = |_: &u64| client.room(ROOM).is_some_and(|room| room.messages().count() == count);
    let began = Instant::now();
    let shown = timeout(time, changes.wait_for(is_there)).await;
    assert!(shown.is_ok(), "not {count} messages after {:?}", began.elapsed());
}
