//! Who uses the system, each with a session of their own.

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

/// How many connections are opened at once. Fewer than there are people, as those of one user would wait for each other.
pub const CONNECT_CONCURRENCY: usize = 16;
/// How many passwords are hashed at once: each takes a processor, and memory that the system keeps.
const HASHING_CONCURRENCY: usize = 2;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    api: Api,
    address: SocketAddr,
    token: String,
    refresh: String,
    /// The number of the agent that they are; null for others.
    pub agent_id: Value,
}

impl Person {
    fn nobody(program: &Program) -> Self {
        let address = program.address();
        let api = Api::new(&format!("http://{address}"));
        Self { api, address, token: String::new(), refresh: String::new(), agent_id: Value::Null }
    }

    /// The same, signed in by an answer to registering or signing in.
    fn signed_in(&self, answer: &Value) -> Result<Self> {
        let token = answer["token"].as_str().ok_or("no token")?.to_owned();
        let refresh = answer["refresh"].as_str().ok_or("no refresh token")?.to_owned();
        Ok(Self { token, refresh, agent_id: answer["agent"]["id"].clone(), ..self.clone() })
    }

    async fn sign_in(&self, username: &str) -> Result<Self> {
        let body = json!({"username": username, "password": PASSWORD});
        self.signed_in(&self.post("/api/auth/login/", &body).await?)
    }

    /// GET.
    pub async fn get(&self, path: &str) -> reqwest::Result<Value> {
        self.api.call(&self.token, Method::GET, path, None).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: &Value) -> reqwest::Result<Value> {
        self.api.call(&self.token, Method::POST, path, Some(body)).await
    }

    /// Opens a connection.
    pub async fn connect(&self) -> Result<Socket> {
        Socket::open(self.address, &self.token, None).await
    }

    /// The reference client as one of their tabs, connected.
    pub async fn client(&self) -> Result<Client> {
        let network = Network::new(&format!("http://{}", self.address).parse()?);
        let tokens = Tokens { access: self.token.clone(), refresh: self.refresh.clone() };
        let client = Client::start(network, tokens, Timing::default());
        client.status().wait_for(|status| *status == Status::Connected).await?;
        Ok(client)
    }

    /// Opens a connection for which the kernel buffers next to nothing.
    pub async fn connect_unbuffered(&self) -> Result<Socket> {
        Socket::open(self.address, &self.token, Some(4 * 1024)).await
    }

    /// Makes a room of their own; returns it with the event that tells of it.
    pub async fn open_room(&self) -> Result<(RoomId, Event)> {
        let room = self.post("/api/chat-rooms/", &json!({"subject": "A parcel that has not come"})).await?;
        let id = room["id"].as_str().ok_or("no id")?.parse()?;
        Ok((id, Event { kind: Kind::RoomCreated, room_id: Some(id), seq: None }))
    }

    /// As an admin, gives a room to an agent; returns the event that tells of it.
    pub async fn assign(&self, room: RoomId, agent: &Self) -> Result<Event> {
        let path = format!("/api/chat-rooms/{room}/assign_agent/");
        let assigned = self.post(&path, &json!({"agent_id": agent.agent_id})).await?;
        Ok(Event { kind: Kind::RoomUpdated, room_id: Some(room), seq: assigned["last_seq"].as_u64() })
    }

    /// Sends a message; returns the event that tells of it.
    pub async fn send(&self, room: RoomId, content: &str) -> Result<Event> {
        let message = self.post("/api/messages/", &json!({"chat_room_id": room, "content": content})).await?;
        Ok(Event { kind: Kind::MessageCreated, room_id: Some(room), seq: message["seq"].as_u64() })
    }
}

/// The admin.
pub async fn admin(program: &Program) -> Result<Person> {
    Person::nobody(program).sign_in("admin").await
}

/// So many new customers.
pub async fn customers(program: &Program, count: usize) -> Result<Vec<Person>> {
    let nobody = &Person::nobody(program);
    let made = stream::iter(0..count).map(|i| async move {
        let account = account(&format!("customer{i}"));
        nobody.signed_in(&nobody.post("/api/auth/register/", &account).await?)
    });
    made.buffered(HASHING_CONCURRENCY).try_collect().await
}

/// So many new agents, who take as many chats as can be.
pub async fn agents(admin: &Person, count: usize) -> Result<Vec<Person>> {
    let made = stream::iter(0..count).map(|i| async move {
        let name = format!("agent{i}");
        let mut account = account(&name);
        account["max_concurrent_chats"] = json!(1_000);
        admin.post("/api/admin-agents/", &account).await?;
        admin.sign_in(&name).await
    });
    made.buffered(HASHING_CONCURRENCY).try_collect().await
}

/// So many connections of these people in turn.
pub async fn connect(people: &[Person], count: usize) -> Result<Vec<Socket>> {
    let opened = stream::iter(people.iter().cycle().take(count)).map(Person::connect);
    opened.buffered(CONNECT_CONCURRENCY).try_collect().await
}

/// So many connections of these agents in turn, which watch a room.
pub async fn watch(agents: &[Person], count: usize, room: RoomId) -> Result<Vec<Socket>> {
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
