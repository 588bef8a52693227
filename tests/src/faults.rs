//! A table that fails: between the system and its table, as DynamoDB fails and the embedded one never does.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode},
};
use reqwest::{Client, header};
use tokio::{net::TcpListener, task::AbortHandle};

use crate::failures::{self, Reply};

/// What goes wrong, in turns.
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
    client: Client,
    table_url: String,
    faults: Faults,
}

impl Proxy {
    pub async fn start(table_url: &str, faults: &Faults) -> Self {
        let forwarding = Forwarding { client: Client::new(), table_url: table_url.into(), faults: faults.clone() };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("the port's number"));
        let router = Router::new().fallback(forward).with_state(forwarding);
        let task = tokio::spawn(async { axum::serve(listener, router).await }).abort_handle();
        Self { url, task }
    }
}

async fn forward(State(to): State<Forwarding>, mut headers: HeaderMap, body: Bytes) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default();
    let fault = to.faults.next(operation);
    match fault {
        Some(Fault::Conflict) => return fails(failures::conflict(operation, &body)),
        Some(Fault::Throttled) => return fails(failures::throttled()),
        Some(Fault::AnswerLost) | None => {}
    }
    headers.remove(header::HOST);
    let answer = to.client.post(&to.table_url).headers(headers).body(body).send().await.expect("the table answers");
    let status = answer.status();
    let answer = answer.bytes().await.expect("the table's answer arrives");
    if fault.is_some() {
        return fails(failures::internal_error());
    }
    respond(status, answer.into())
}

fn fails((status, json): Reply) -> Response<Body> {
    respond(status, json.into())
}

fn respond(status: StatusCode, body: Body) -> Response<Body> {
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/x-amz-json-1.0");
    response.body(body).expect("a response of what is there")
}
