//! The few HTTP calls that a client needs beside its connection, and renewing the tokens that they carry.

use std::sync::Arc;

use http::{Method, Uri};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::transport::{Request, Response, Transport, Unreachable};

/// What a sign-in gave.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// For requests.
    pub access: String,
    /// For the next pair; works once.
    pub refresh: String,
}

/// Why a call gave nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// It may work later.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// It may work later: the system is too busy, or what answered wasn't the system.
    #[error("answered with {0}")]
    Busy(u16),
    /// The system failed at it, and may do so again.
    #[error("failed: {0}")]
    Failed(String),
    /// The tokens are not good any more. Only signing in again helps.
    #[error("signed out")]
    SignedOut,
    /// Never, and why.
    #[error("refused: {0}")]
    Refused(String),
}

impl CallError {
    /// Whether it may work later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Busy(_) | Self::Failed(_))
    }
}

/// A sign-in, which all tabs of a browser share: a refresh token that is used twice ends it, so one of them renews the
/// tokens for all.
#[derive(Clone, Debug)]
pub struct Session(Arc<Mutex<Tokens>>);

impl From<Tokens> for Session {
    fn from(tokens: Tokens) -> Self {
        Self(Arc::new(Mutex::new(tokens)))
    }
}

/// The HTTP API as one user.
#[derive(Clone, Debug)]
pub(crate) struct Api<T> {
    pub transport: T,
    pub session: Session,
}

impl<T: Transport> Api<T> {
    /// The URL of a WebSocket connection, with a ticket that works once and for a minute.
    pub async fn connection_url(&self) -> Result<String, CallError> {
        let ticket = self.call(Method::POST, "/api/auth/ws-ticket/", None).await?;
        ticket["url"].as_str().map(str::to_owned).ok_or(CallError::Busy(200))
    }

    /// A room, and then its messages that were written or edited after event `after`.
    pub async fn load(&self, room_id: &str, after: u64) -> Result<(Value, Vec<Value>), CallError> {
        let room = format!("/api/chat-rooms/{room_id}/");
        let fields = self.call(Method::GET, &room, None).await?;
        if fields["id"] != room_id {
            return Err(CallError::Busy(200));
        }
        let mut messages = Vec::new();
        let mut next = Some(format!("{room}messages/?after_seq={after}&page_size=100"));
        while let Some(path) = next {
            let mut page = self.call(Method::GET, &path, None).await?;
            let Value::Array(results) = page["results"].take() else { return Err(CallError::Busy(200)) };
            messages.extend(results);
            next = page["next"].as_str().and_then(path_of);
        }
        Ok((fields, messages))
    }

    /// Sends a message, of which this is the request's body. Gives the message as it is stored.
    pub async fn send(&self, body: &Value) -> Result<Value, CallError> {
        let message = self.call(Method::POST, "/api/messages/", Some(body)).await?;
        let is_it = message["client_message_id"] == body["client_message_id"] && message["seq"].is_u64();
        if is_it { Ok(message) } else { Err(CallError::Busy(200)) }
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, CallError> {
        let access = self.session.0.lock().await.access.clone();
        let mut response = self.request(&method, path, &access, body).await?;
        if response.status == 401 && is_ours(&response.body) {
            response = self.request(&method, path, &self.renewed(&access).await?, body).await?;
        }
        match response.status {
            200..=299 if response.body.is_object() => Ok(response.body),
            // Something in between that answers for the system concludes nothing.
            status if !is_ours(&response.body) => Err(CallError::Busy(status)),
            401 => Err(CallError::SignedOut),
            500 => Err(CallError::Failed(reason(&response.body))),
            429 | 501.. => Err(CallError::Busy(response.status)),
            _ => Err(CallError::Refused(reason(&response.body))),
        }
    }

    async fn request(
        &self,
        method: &Method,
        path: &str,
        access: &str,
        body: Option<&Value>,
    ) -> Result<Response, Unreachable> {
        let (method, path) = (method.clone(), path.to_owned());
        self.transport.request(Request { method, path, token: Some(access.to_owned()), body: body.cloned() }).await
    }

    /// Another access token than `refused`, which one of several calls gets for all of them.
    async fn renewed(&self, refused: &str) -> Result<String, CallError> {
        let mut tokens = self.session.0.lock().await;
        if tokens.access == refused {
            let body = Some(json!({"refresh": tokens.refresh}));
            let path = "/api/token/refresh/".to_owned();
            let response = self.transport.request(Request { method: Method::POST, path, token: None, body }).await?;
            let [access, refresh] = ["access", "refresh"].map(|name| response.body[name].as_str().map(str::to_owned));
            *tokens = match (response.status, access, refresh) {
                (200, Some(access), Some(refresh)) => Tokens { access, refresh },
                (401, ..) if is_ours(&response.body) => return Err(CallError::SignedOut),
                _ => return Err(CallError::Busy(response.status)),
            };
        }
        Ok(tokens.access.clone())
    }
}

/// Whether an answer is the system's own: a text with a word for programs, or what is wrong with which fields.
pub(crate) fn is_ours(body: &Value) -> bool {
    let is_list_of_fields = |fields: &serde_json::Map<String, Value>| fields.values().all(Value::is_array);
    body["detail"].is_string() && body["code"].is_string()
        || body.as_object().is_some_and(|fields| !fields.is_empty() && is_list_of_fields(fields))
}

/// What the system says of why: its sentence, or the first one on a field.
fn reason(body: &Value) -> String {
    let on_field = || body.as_object()?.values().find_map(|texts| texts[0].as_str());
    body["detail"].as_str().or_else(on_field).unwrap_or_default().to_owned()
}

/// Path and query of an absolute URL.
fn path_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    let path = url.path_and_query()?.as_str();
    // What stands before belongs to the base URL, behind a proxy or on an emulator.
    path.find("/api/").map(|start| path[start..].to_owned())
}
