//! Users of the system, each with a session.

use std::net::SocketAddr;

use client::{Client, Network, Status, Timing, Tokens};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};
use shared::ids::RoomId;

use super::{
    Result,
    listeners::{Event, Kind},
    program::Program,
    socket::Socket,
};
use crate::{api::Api, desk::PASSWORD};

/// Connections opened concurrently. Less than the number of users, since connections of one user wait for each other.
pub const CONNECT_CONCURRENCY: usize = 16;
/// Passwords hashed concurrently: each occupies a processor, and memory that the system doesn't give back.
const HASHING_CONCURRENCY: usize = 2;

/// A signed-in user.
#[derive(Clone, Debug)]
pub struct User {
    api: Api,
    address: SocketAddr,
    token: String,
    refresh: String,
    /// Id of the user's agent; null for other users.
    pub agent_id: Value,
}

impl User {
    fn anonymous(program: &Program) -> Self {
        let address = program.address();
        let api = Api::new(&format!("http://{address}"));
        Self { api, address, token: String::new(), refresh: String::new(), agent_id: Value::Null }
    }

    /// Signs the user in with the answer to a registration or sign-in.
    fn signed_in(&self, answer: &Value) -> Result<Self> {
        let token = answer["token"].as_str().ok_or("no token")?.to_owned();
        let refresh = answer["refresh"].as_str().ok_or("no refresh token")?.to_owned();
        Ok(Self { token, refresh, agent_id: answer["agent"]["id"].clone(), ..self.clone() })
    }

    async fn sign_in(&self, username: &str) -> Result<Self> {
        let body = json!({"username": username, "password": PASSWORD});
        self.signed_in(&self.post("/api/auth/login/", &body).await?)
    }

    /// Sends a GET request.
    pub async fn get(&self, path: &str) -> reqwest::Result<Value> {
        self.api.call(&self.token, Method::GET, path, None).await
    }

    /// Sends a POST request.
    pub async fn post(&self, path: &str, body: &Value) -> reqwest::Result<Value> {
        self.api.call(&self.token, Method::POST, path, Some(body)).await
    }

    /// Opens a WebSocket connection.
    pub async fn connect(&self) -> Result<Socket> {
        Socket::open(self.address, &self.token, None).await
    }

    /// Starts the reference client and waits until it is connected.
    pub async fn client(&self) -> Result<Client> {
        let network = Network::new(&format!("http://{}", self.address).parse()?);
        let tokens = Tokens { access: self.token.clone(), refresh: self.refresh.clone() };
        let client = Client::start(network, tokens, Timing::default());
        client.status().wait_for(|status| *status == Status::Connected).await?;
        Ok(client)
    }

    /// Opens a connection with almost no receive buffer in the kernel.
    pub async fn connect_unbuffered(&self) -> Result<Socket> {
        Socket::open(self.address, &self.token, Some(4 * 1024)).await
    }

    /// Creates a room; returns its id and its event.
    pub async fn open_room(&self) -> Result<(RoomId, Event)> {
        let room = self.post("/api/chat-rooms/", &json!({"subject": "A parcel that has not come"})).await?;
        let id = room["id"].as_str().ok_or("no id")?.parse()?;
        Ok((id, Event { kind: Kind::RoomCreated, room_id: Some(id), seq: None }))
    }

    /// Assigns a room to an agent, as an admin; returns the event.
    pub async fn assign(&self, room: RoomId, agent: &Self) -> Result<Event> {
        let path = format!("/api/chat-rooms/{room}/assign_agent/");
        let assigned = self.post(&path, &json!({"agent_id": agent.agent_id})).await?;
        // The last event is what the system says of it in the conversation.
        let seq = assigned["last_seq"].as_u64().and_then(|last| last.checked_sub(1));
        Ok(Event { kind: Kind::RoomUpdated, room_id: Some(room), seq })
    }

    /// Sends a message; returns its event.
    pub async fn send(&self, room: RoomId, content: &str) -> Result<Event> {
        let message = self.post("/api/messages/", &json!({"chat_room_id": room, "content": content})).await?;
        Ok(Event { kind: Kind::MessageCreated, room_id: Some(room), seq: message["seq"].as_u64() })
    }
}

/// Signs the admin in.
pub async fn admin(program: &Program) -> Result<User> {
    User::anonymous(program).sign_in("admin").await
}

/// Registers `count` customers.
pub async fn customers(program: &Program, count: usize) -> Result<Vec<User>> {
    let anonymous = &User::anonymous(program);
    let created = stream::iter(0..count).map(|i| async move {
        let account = account(&format!("customer{i}"));
        anonymous.signed_in(&anonymous.post("/api/auth/register/", &account).await?)
    });
    created.buffered(HASHING_CONCURRENCY).try_collect().await
}

/// Creates `count` agents with a large capacity.
pub async fn agents(admin: &User, count: usize) -> Result<Vec<User>> {
    let created = stream::iter(0..count).map(|i| async move {
        let name = format!("agent{i}");
        let mut account = account(&name);
        account["max_concurrent_chats"] = json!(1_000);
        admin.post("/api/admin-agents/", &account).await?;
        admin.sign_in(&name).await
    });
    created.buffered(HASHING_CONCURRENCY).try_collect().await
}

/// Opens `count` connections, of the users in turn.
pub async fn connect(users: &[User], count: usize) -> Result<Vec<Socket>> {
    let opened = stream::iter(users.iter().cycle().take(count)).map(User::connect);
    opened.buffered(CONNECT_CONCURRENCY).try_collect().await
}

/// Opens `count` connections that watch a room, of the agents in turn.
pub async fn watch(agents: &[User], count: usize, room: RoomId) -> Result<Vec<Socket>> {
    let opened = stream::iter(agents.iter().cycle().take(count)).map(|agent| async move {
        let mut socket = agent.connect().await?;
        socket.watch(room).await?;
        Ok(socket)
    });
    opened.buffered(CONNECT_CONCURRENCY).try_collect().await
}

fn account(name: &str) -> Value {
    json!({
        "username": name,
        "email": format!("{name}@example.com"),
        "first_name": name,
        "last_name": "Example",
        "password": PASSWORD,
        "password_confirm": PASSWORD,
    })
}
