//! A system with one room, as far as a client can tell: its HTTP API, and the other ends of its connections.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use client::{Client, OpenError, Request, Response, Timing, Tokens, Transport, Unreachable};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::DuplexStream,
    sync::mpsc,
    time::{Instant, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

pub const ROOM: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// What becomes of connections.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Something answers for the gateway, and refuses.
    Refused,
    /// The handshake gets no answer.
    Hanging,
    /// Somebody plays the other end.
    Played,
}

/// The system, of which everybody has a handle.
#[derive(Clone)]
pub struct Played {
    state: Arc<Mutex<State>>,
    opened: mpsc::UnboundedSender<DuplexStream>,
}

pub struct State {
    pub opening: Opening,
    /// What is stored in the room.
    pub messages: Vec<Value>,
    /// Bodies of messages that were posted.
    pub posted: Vec<Value>,
    /// What is answered instead, each once, to requests that aren't for a ticket.
    pub answers: Vec<Response>,
}

/// The other end of a connection.
pub type Gateway = WebSocketStream<DuplexStream>;

impl Played {
    pub fn new(opening: Opening) -> (Self, mpsc::UnboundedReceiver<DuplexStream>) {
        let (opened, connections) = mpsc::unbounded_channel();
        let state = State { opening, messages: Vec::new(), posted: Vec::new(), answers: Vec::new() };
        (Self { state: Arc::new(Mutex::new(state)), opened }, connections)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics with it")
    }

    /// A client that follows the room.
    pub fn client(&self) -> Client {
        let tokens = Tokens { access: String::new(), refresh: String::new() };
        let client = Client::start(self.clone(), tokens, Timing::default());
        client.follow(ROOM);
        client
    }
}

impl State {
    /// Stores a message, unless it is already.
    pub fn store(&mut self, sender_type: &str, content: &str, client_message_id: &Value) -> Value {
        let is_it =
            |message: &&Value| message["client_message_id"] == *client_message_id && !client_message_id.is_null();
        if let Some(message) = self.messages.iter().find(is_it) {
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

impl Transport for Played {
    type Stream = DuplexStream;

    async fn request(&self, request: Request) -> Result<Response, Unreachable> {
        if request.path == "/api/auth/ws-ticket/" {
            return Ok(Response { status: 200, body: json!({"url": "ws://played/"}) });
        }
        let mut state = self.state();
        match state.answers.pop() {
            Some(answer) => Ok(answer),
            None => Ok(Response { status: 200, body: state.answer(&request) }),
        }
    }

    async fn open(&self, _: &str) -> Result<WebSocketStream<DuplexStream>, OpenError> {
        let opening = self.state().opening;
        match opening {
            Opening::Refused => Err(OpenError::Refused(403)),
            Opening::Hanging => std::future::pending().await,
            Opening::Played => {
                let (here, there) = tokio::io::duplex(64 * 1024);
                self.opened.send(there).map_err(|error| Unreachable(error.to_string()))?;
                Ok(WebSocketStream::from_raw_socket(here, Role::Client, None).await)
            }
        }
    }
}

/// The other end of the next connection.
pub async fn accept(connections: &mut mpsc::UnboundedReceiver<DuplexStream>) -> Gateway {
    let there = connections.recv().await.expect("a connection");
    WebSocketStream::from_raw_socket(there, Role::Server, None).await
}

/// The next frame of this action.
pub async fn hears(gateway: &mut Gateway, action: &str) -> Value {
    while let Some(Ok(frame)) = gateway.next().await {
        let frame: Value = serde_json::from_slice(&frame.into_data()).unwrap_or_default();
        if frame["action"] == action {
            return frame;
        }
    }
    panic!("no {action} came");
}

pub async fn pushes(gateway: &mut Gateway, frame: Value) {
    gateway.send(Message::text(frame.to_string())).await.expect("the client listens");
}

/// Waits until the client's copy of the room has this many messages, at most so long.
pub async fn shows(client: &Client, count: usize, time: Duration) {
    let mut changes = client.changes();
    let is_there = |_: &u64| client.room(ROOM).is_some_and(|room| room.messages().count() == count);
    let began = Instant::now();
    let shown = timeout(time, changes.wait_for(is_there)).await;
    assert!(shown.is_ok(), "not {count} messages after {:?}", began.elapsed());
}
