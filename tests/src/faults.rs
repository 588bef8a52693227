//! A table that fails: between the system and its table, as DynamoDB fails and the embedded one never does.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Request, Response},
};
use reqwest::header;
use tokio::{net::TcpListener, task::AbortHandle};
use tower::ServiceExt;

use crate::failures::{self, Reply};

/// Faults, in turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Another transaction was at the same items.
    Conflict,
    /// Too much at once.
    Throttled,
    /// It was done, but the answer never came.
    AnswerLost,
}

/// Every so many requests that write, one fails.
const EVERY: usize = 3;

/// The switch of a table's failing.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    is_on: Arc<AtomicBool>,
    written: Arc<AtomicUsize>,
    happened: Arc<AtomicUsize>,
}

impl Faults {
    /// From now on the table fails.
    pub fn begin(&self) {
        self.is_on.store(true, Relaxed);
    }

    /// It doesn't any more. Gives how often it did.
    pub fn end(&self) -> usize {
        self.is_on.store(false, Relaxed);
        self.happened.load(Relaxed)
    }

    fn next(&self, operation: &str) -> Option<Fault> {
        let writes = ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"];
        if !self.is_on.load(Relaxed) || !writes.contains(&operation) {
            return None;
        }
        let number = self.written.fetch_add(1, Relaxed);
        if !number.is_multiple_of(EVERY) {
            return None;
        }
        self.happened.fetch_add(1, Relaxed);
        let turns = [Fault::Conflict, Fault::AnswerLost, Fault::Throttled];
        turns.get(number / EVERY % turns.len()).copied()
    }
}

/// Stands before the table at an address, until it is dropped.
pub(crate) struct Proxy {
    pub url: String,
    task: AbortHandle,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Forwarding {
    table: Router,
    faults: Faults,
}

impl Proxy {
    pub async fn start(table: Router, faults: &Faults) -> Self {
        let forwarding = Forwarding { table, faults: faults.clone() };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("the port's number"));
        let router = Router::new().fallback(forward).with_state(forwarding);
        let task = tokio::spawn(async { axum::serve(listener, router).await }).abort_handle();
        Self { url, task }
    }
}

async fn forward(State(to): State<Forwarding>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default();
    let fault = to.faults.next(operation);
    match fault {
        Some(Fault::Conflict) => return fails(failures::conflict(operation, &body)),
        Some(Fault::Throttled) => return fails(failures::throttled()),
        Some(Fault::AnswerLost) | None => {}
    }
    let mut request = Request::post("/").body(Body::from(body)).expect("a request of what is there");
    *request.headers_mut() = headers;
    let Ok(answer) = to.table.oneshot(request).await;
    if fault.is_some() { fails(failures::internal_error()) } else { answer }
}

fn fails((status, json): Reply) -> Response<Body> {
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/x-amz-json-1.0");
    response.body(json.into()).expect("a response of what is there")
}
