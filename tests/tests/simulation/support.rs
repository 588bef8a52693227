//! Common parts of the scenarios.

use std::time::Duration;

use axum::http::Method;
use client::{Request, Transport};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use shared::{ids::UserId, store::get_user, time::Timestamp};
use tests::{
    check_frame,
    simulation::{Person, SimulatedNetwork, World},
};
use tokio::{
    io::DuplexStream,
    time::{sleep, timeout},
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

/// By then everything has arrived that isn't lost.
pub const LONG: Duration = Duration::from_secs(20);

/// Somebody with a device of theirs.
pub struct User {
    pub person: Person,
    pub network: SimulatedNetwork,
}

impl User {
    pub async fn customer(world: &World, name: &str) -> Self {
        Self { person: world.customer(name).await, network: world.network(name) }
    }

    pub fn request(&self, method: Method, path: &str, body: Option<Value>) -> Request {
        Request { method, path: path.to_owned(), token: Some(self.person.tokens.access.clone()), body }
    }

    /// Sends a request until it is answered well.
    pub async fn insists(&self, request: Request) -> Value {
        loop {
            match self.network.request(request.clone()).await {
                Ok(answer) if answer.status < 300 => return answer.body,
                _ => sleep(Duration::from_secs(1)).await,
            }
        }
    }

    /// Opens a room; gives its id.
    pub async fn opens_room(&self) -> String {
        let request = self.request(Method::POST, "/api/chat-rooms/", Some(json!({"subject": "Help"})));
        let answer = self.network.request(request).await.expect("an answer");
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["id"].as_str().unwrap_or_default().to_owned()
    }

    pub fn message(&self, room_id: &str, name: &str) -> Request {
        let body = json!({"chat_room_id": room_id, "content": name, "client_message_id": name});
        self.request(Method::POST, "/api/messages/", Some(body))
    }

    pub async fn gets(&self, path: &str) -> Value {
        self.network.request(self.request(Method::GET, path, None)).await.expect("an answer").body
    }

    /// Texts of the messages of a room.
    pub async fn reads(&self, room_id: &str) -> Vec<String> {
        let page = self.gets(&format!("/api/chat-rooms/{room_id}/messages/")).await;
        let messages = page["results"].as_array().cloned().unwrap_or_default();
        messages.iter().map(|message| message["content"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Checks if others see them online.
    pub async fn is_online(&self, world: &World) -> bool {
        let user = get_user(&world.state().table, UserId(self.person.user_id)).await.expect("an answer");
        user.is_online_at(Timestamp::now())
    }

    pub async fn connects(&self, world: &World) -> Socket {
        let url = format!("{}?token={}", world.websocket_url(), self.person.tokens.access);
        Socket(self.network.open(&url).await.expect("a connection"))
    }
}

pub struct Socket(WebSocketStream<DuplexStream>);

impl Socket {
    pub async fn pings(&mut self) {
        self.0.send(Message::text(json!({"action": "ping"}).to_string())).await.expect("the frame goes out");
    }

    /// Everything that has come after a long time, and whether the connection has ended by then.
    pub async fn arrived(&mut self) -> (Vec<Value>, bool) {
        let mut frames = Vec::new();
        loop {
            match timeout(LONG, self.0.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    // The gateway's own frames have no type.
                    if frame["type"].is_string() {
                        check_frame(&frame);
                    }
                    frames.push(frame);
                }
                Ok(Some(Ok(_))) => {}
                Ok(None | Some(Err(_))) => return (frames, true),
                Err(_) => return (frames, false),
            }
        }
    }

    /// Number of answers to a ping that arrive.
    pub async fn pongs(&mut self) -> usize {
        self.pings().await;
        let (frames, _) = self.arrived().await;
        frames.iter().filter(|frame| frame["type"] == "pong").count()
    }
}

/// Lets time go by for what is still under way.
pub async fn long() {
    sleep(LONG).await;
}
