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
    /// It may work later: the system is too busy, or broke.
    #[error("answered with {0}")]
    Busy(u16),
    /// The tokens are not good any more. Only signing in again helps.
    #[error("signed out")]
    SignedOut,
    /// Never.
    #[error("refused with {0}")]
    Refused(u16),
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
        let ticket = self.call(Method::POST, "/api/auth/ws-ticket/").await?;
        ticket["url"].as_str().map(str::to_owned).ok_or(CallError::Refused(200))
    }

    /// A room, and then its messages that were written or edited after event `after`.
    pub async fn load(&self, room_id: &str, after: u64) -> Result<(Value, Vec<Value>), CallError> {
        let room = format!("/api/chat-rooms/{room_id}/");
        let fields = self.call(Method::GET, &room).await?;
        let mut messages = Vec::new();
        let mut next = Some(format!("{room}messages/?after_seq={after}&page_size=100"));
        while let Some(path) = next {
            let mut page = self.call(Method::GET, &path).await?;
            if let Value::Array(results) = page["results"].take() {
                messages.extend(results);
            }
            next = page["next"].as_str().and_then(path_of);
        }
        Ok((fields, messages))
    }

    async fn call(&self, method: Method, path: &str) -> Result<Value, CallError> {
        let access = self.session.0.lock().await.access.clone();
        let response = self.request(&method, path, &access).await?;
        let response = if response.status == 401 {
            self.request(&method, path, &self.renewed(&access).await?).await?
        } else {
            response
        };
        match response.status {
            200..=299 => Ok(response.body),
            401 => Err(CallError::SignedOut),
            429 | 500.. => Err(CallError::Busy(response.status)),
            status => Err(CallError::Refused(status)),
        }
    }

    async fn request(&self, method: &Method, path: &str, access: &str) -> Result<Response, Unreachable> {
        let (method, path) = (method.clone(), path.to_owned());
        self.transport.request(Request { method, path, token: Some(access.to_owned()), body: None }).await
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
                (429 | 500.., ..) => return Err(CallError::Busy(response.status)),
                _ => return Err(CallError::SignedOut),
            };
        }
        Ok(tokens.access.clone())
    }
}

/// Path and query of an absolute URL.
fn path_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    let path = url.path_and_query()?.as_str();
    // What stands before belongs to the base URL, behind a proxy or on an emulator.
    path.find("/api/").map(|start| path[start..].to_owned())
}
