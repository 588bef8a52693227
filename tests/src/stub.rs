//! A server in place of somebody else's, such as a captcha's provider or a receiver of webhooks: it records the
//! requests that it gets, and answers each as it was told to.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use crate::DEADLINE;

/// The server. Without being told otherwise it answers 200 without a body.
pub struct Stub {
    /// Its address.
    pub url: String,
    requests: UnboundedReceiver<StubRequest>,
    answer: Arc<Mutex<(StatusCode, String)>>,
}

/// A request that the server got.
#[derive(Debug)]
pub struct StubRequest {
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl StubRequest {
    /// The body as JSON; `null` for anything else.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as a form.
    pub fn form(&self) -> BTreeMap<String, String> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

#[derive(Clone)]
struct Script {
    requests: UnboundedSender<StubRequest>,
    answer: Arc<Mutex<(StatusCode, String)>>,
}

impl Stub {
    /// Starts a server.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let (sender, requests) = unbounded_channel();
        let answer = Arc::<Mutex<(StatusCode, String)>>::default();
        let script = Script { requests: sender, answer: answer.clone() };
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(record).with_state(script)).await });
        Self { url, requests, answer }
    }

    /// Sets the answer from now on.
    pub fn answers(&self, status: StatusCode, body: impl ToString) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = (status, body.to_string());
    }

    /// Waits for the next request.
    pub async fn next(&mut self) -> StubRequest {
        let request = timeout(DEADLINE, self.requests.recv()).await;
        request.ok().flatten().expect("a request")
    }

    /// The requests since the last call.
    pub fn requests(&mut self) -> Vec<StubRequest> {
        std::iter::from_fn(|| self.requests.try_recv().ok()).collect()
    }
}

async fn record(State(script): State<Script>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    let _ = script.requests.send(StubRequest { headers, body });
    script.answer.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
