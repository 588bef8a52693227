//! A customer of the run, registered for it, and the requests of theirs.

use std::time::Duration;

use client::{Network, Request, Transport};
use http::Method;
use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

use crate::history::Entry;

/// Delay before a request that was throttled, or got no answer, is repeated.
pub const RETRY_DELAY: Duration = Duration::from_secs(1);
/// Attempts of a request that must succeed for the run to go on.
const ATTEMPTS: usize = 30;

/// Reason why a run couldn't go on.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The system refused a request.
    #[error("{path} answered {status}: {body}")]
    Refused {
        /// Path of the request.
        path: String,
        /// HTTP status.
        status: u16,
        /// Body of the answer.
        body: Value,
    },
    /// The system gave no answer, or none that makes sense.
    #[error("{path} gave no answer in {ATTEMPTS} attempts")]
    NoAnswer {
        /// Path of the request.
        path: String,
    },
}

/// A registered customer with a room.
#[derive(Clone)]
pub struct Person {
    network: Network,
    token: String,
    pub room_id: String,
}

impl Person {
    /// Registers a customer, who opens a room.
    pub async fn register(network: Network) -> Result<Self, Failure> {
        let name = format!("conformance-{}", Uuid::new_v4().simple());
        let password = Uuid::new_v4().to_string();
        let account = json!({
            "username": name, "email": format!("{name}@example.com"), "password": password, "password_confirm": password,
        });
        let mut person = Self { network, token: String::new(), room_id: String::new() };
        let registered = person.ask(Method::POST, "/api/auth/register/", Some(account)).await?;
        person.token = text(&registered["token"]);
        let room = person.ask(Method::POST, "/api/chat-rooms/", Some(json!({"subject": "Conformance"}))).await?;
        person.room_id = text(&room["id"]);
        Ok(person)
    }

    /// Sends a request until the system itself answers it.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Failure> {
        for _ in 0..ATTEMPTS {
            match self.request(method.clone(), path, body.clone()).await {
                Some((200..=299, body)) => return Ok(body),
                Some((429 | 500.., _)) | None => sleep(RETRY_DELAY).await,
                Some((status, body)) => return Err(Failure::Refused { path: path.to_owned(), status, body }),
            }
        }
        Err(Failure::NoAnswer { path: path.to_owned() })
    }

    /// Sends a request once; status and body of the answer, if there is one.
    pub async fn request(&self, method: Method, path: &str, body: Option<Value>) -> Option<(u16, Value)> {
        let token = Some(self.token.clone()).filter(|token| !token.is_empty());
        let response = self.network.request(Request { method, path: path.to_owned(), token, body }).await.ok()?;
        Some((response.status, response.body))
    }

    /// Reads all messages after one, page by page.
    pub async fn messages_after(&self, seq: u64) -> Result<Vec<Entry>, Failure> {
        let first = format!("/api/chat-rooms/{}/messages/?page_size=100&after_seq={seq}", self.room_id);
        let (mut entries, mut next) = (Vec::new(), Some(first));
        while let Some(path) = next {
            let page = self.ask(Method::GET, &path, None).await?;
            entries.extend(page["results"].as_array().into_iter().flatten().map(entry));
            next = page["next"].as_str().and_then(|url| url.find("/api/").map(|start| url[start..].to_owned()));
        }
        Ok(entries)
    }

    /// Opens a socket; `None` if that fails.
    pub async fn open(&self) -> Option<tokio_tungstenite::WebSocketStream<<Network as Transport>::Stream>> {
        let (status, ticket) = self.request(Method::POST, "/api/auth/ws-ticket/", None).await?;
        let url = ticket["url"].as_str().filter(|_| status == 200)?;
        self.network.open(url).await.ok()
    }
}

/// A message of the API.
pub fn entry(message: &Value) -> Entry {
    Entry {
        seq: message["seq"].as_u64().unwrap_or_default(),
        id: text(&message["id"]),
        client_message_id: text(&message["client_message_id"]),
        content: text(&message["content"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
