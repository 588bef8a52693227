//! HTTP calls of the client, and refreshing its tokens.

use std::sync::Arc;

use http::{Method, Uri};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::transport::{Request, Response, Transport, Unreachable};

/// Tokens of a session.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Access token, sent with requests.
    pub access: String,
    /// Refresh token for the next pair; single-use.
    pub refresh: String,
}

/// Errors of an HTTP call.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// No answer; a later attempt may succeed.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The system is overloaded, or something else answered; a later attempt may succeed.
    #[error("answered with {0}")]
    Busy(u16),
    /// The system failed to process the request; each attempt may fail.
    #[error("failed: {0}")]
    Failed(String),
    /// The tokens are no longer valid; the user must sign in again.
    #[error("signed out")]
    SignedOut,
    /// The system refused the request, with its reason. Another attempt would be refused too.
    #[error("refused: {0}")]
    Refused(String),
}

impl CallError {
    /// `true` if a later attempt may succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Busy(_) | Self::Failed(_))
    }
}

/// A session, shared by all tabs of a browser: reuse of a refresh token ends the session, so one tab refreshes the
/// tokens for all.
#[derive(Clone, Debug)]
pub struct Session(Arc<Mutex<Tokens>>);

impl From<Tokens> for Session {
    fn from(tokens: Tokens) -> Self {
        Self(Arc::new(Mutex::new(tokens)))
    }
}

/// The HTTP API with a user's session.
#[derive(Clone, Debug)]
pub(crate) struct Api<T> {
    pub transport: T,
    pub session: Session,
}

impl<T: Transport> Api<T> {
    /// Fetches the URL of a WebSocket connection, with a single-use ticket that expires after a minute.
    pub async fn connection_url(&self) -> Result<String, CallError> {
        let ticket = self.call(Method::POST, "/api/auth/ws-ticket/", None).await?;
        ticket["url"].as_str().map(str::to_owned).ok_or(CallError::Busy(200))
    }

    /// Loads a room, and then its messages that were created or edited after event `after`.
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

    /// Posts a message, given as a request body; returns the stored message.
    pub async fn send(&self, body: &Value) -> Result<Value, CallError> {
        let message = self.call(Method::POST, "/api/messages/", Some(body)).await?;
        let is_match = message["client_message_id"] == body["client_message_id"] && message["seq"].is_u64();
        if is_match { Ok(message) } else { Err(CallError::Busy(200)) }
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, CallError> {
        let access = self.session.0.lock().await.access.clone();
        let mut response = self.request(&method, path, &access, body).await?;
        if response.status == 401 && is_ours(&response.body) {
            response = self.request(&method, path, &self.refreshed_access(&access).await?, body).await?;
        }
        match response.status {
            200..=299 if response.body.is_object() => Ok(response.body),
            // Not the system's own answer, for example a proxy's: it proves nothing, so the client tries again.
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

    /// Returns an access token other than `refused`; the first of several concurrent calls refreshes it for all of
    /// them.
    async fn refreshed_access(&self, refused: &str) -> Result<String, CallError> {
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

/// `true` for an answer of the system itself: `detail` and `code`, or a list of errors for each field.
pub(crate) fn is_ours(body: &Value) -> bool {
    let is_list_of_fields = |fields: &serde_json::Map<String, Value>| fields.values().all(Value::is_array);
    body["detail"].is_string() && body["code"].is_string()
        || body.as_object().is_some_and(|fields| !fields.is_empty() && is_list_of_fields(fields))
}

/// The system's reason: its `detail`, or the first error of a field.
fn reason(body: &Value) -> String {
    let on_field = || body.as_object()?.values().find_map(|texts| texts[0].as_str());
    body["detail"].as_str().or_else(on_field).unwrap_or_default().to_owned()
}

/// Path and query of an absolute URL.
fn path_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    let path = url.path_and_query()?.as_str();
    // A prefix before `/api/` belongs to the base URL, behind a proxy or on an emulator.
    path.find("/api/").map(|start| path[start..].to_owned())
}
