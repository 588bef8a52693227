//! A proxy in front of the table that asks for the cost of each request (`ReturnConsumedCapacity`) and records its
//! start and end. The product has no code for it. Lists of webhooks and of subscriptions to web push don't count: `worker`
//! reads them meanwhile, with each batch of the table's stream; nor do the desk's settings, which a process reads again
//! every few seconds, whatever it does.

use std::{
    error::Error,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::State,
    http::{HeaderMap, Request as HttpRequest, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use shared::model::{Desk, PushSubscription, Webhook};
use tokio::sync::{RwLock, RwLockWriteGuard};
use tower::ServiceExt;

/// One request to the table.
#[derive(Clone, Debug)]
pub struct Request {
    began: Instant,
    ended: Instant,
    is_write: bool,
    units: f64,
}

/// Cost of a group of requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Length of the longest chain of sequential requests.
    pub round_trips: usize,
    /// Read capacity units.
    pub read_units: f64,
    /// Write capacity units.
    pub write_units: f64,
}

/// Collects the costs of requests.
#[derive(Clone, Debug)]
pub struct Meter {
    table: Router,
    requests: Arc<Mutex<Vec<Request>>>,
    is_slow: Arc<AtomicBool>,
    worker: Arc<RwLock<()>>,
}

/// Time that an answer takes while the meter is slowed down.
const SLOW_ANSWER: Duration = Duration::from_millis(150);

/// Lists that `worker` alone reads.
const OF_WORKER: [&str; 3] = [Webhook::PARTITION, PushSubscription::PREFIX, PushSubscription::STAFF];

impl Meter {
    /// Starts a proxy in front of the table; returns it with its URL.
    pub async fn start(table: Router) -> Result<(Self, String), Box<dyn Error>> {
        let meter = Self { table, requests: Arc::default(), is_slow: Arc::default(), worker: Arc::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let app = Router::new().fallback(post(forward)).with_state(meter.clone());
        tokio::spawn(async { axum::serve(listener, app).await });
        Ok((meter, url))
    }

    /// Makes answers take long, or no longer than they do.
    pub fn slow_down(&self, is_slow: bool) {
        self.is_slow.store(is_slow, Relaxed);
    }

    /// Keeps `worker` from making deliveries, until the guard is dropped.
    pub async fn hold_worker(&self) -> RwLockWriteGuard<'_, ()> {
        self.worker.write().await
    }

    /// Cost of the requests since the last call.
    pub fn take(&self) -> Cost {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        cost_of(&std::mem::take(&mut *requests))
    }
}

fn cost_of(requests: &[Request]) -> Cost {
    let mut depths: Vec<usize> = Vec::new();
    let mut by_start = requests.to_vec();
    by_start.sort_by_key(|request| request.began);
    for (i, request) in by_start.iter().enumerate() {
        let before = (0..i).filter(|&j| by_start[j].ended <= request.began).map(|j| depths[j]).max();
        depths.push(1 + before.unwrap_or(0));
    }
    let units = |is_write| by_start.iter().filter(move |request| request.is_write == is_write);
    Cost {
        round_trips: depths.into_iter().max().unwrap_or(0),
        read_units: units(false).map(|request| request.units).sum(),
        write_units: units(true).map(|request| request.units).sum(),
    }
}

async fn forward(State(meter): State<Meter>, headers: HeaderMap, body: Bytes) -> Response {
    let began = Instant::now();
    match meter.forward(headers, &body, began).await {
        Ok(response) => response,
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

impl Meter {
    async fn forward(
        &self,
        mut headers: HeaderMap,
        body: &[u8],
        began: Instant,
    ) -> Result<Response, Box<dyn Error + Send + Sync>> {
        let operation = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let operation = operation.rsplit('.').next().unwrap_or_default().to_owned();
        let mut request_body: Value = serde_json::from_slice(body)?;
        request_body["ReturnConsumedCapacity"] = json!("TOTAL");
        headers.remove(header::CONTENT_LENGTH);
        let mut request = HttpRequest::post("/").body(Body::from(serde_json::to_vec(&request_body)?))?;
        *request.headers_mut() = headers;
        let Ok(response) = self.table.clone().oneshot(request).await;
        let (parts, answer) = response.into_parts();
        let answer = to_bytes(answer, usize::MAX).await?;
        let content_type = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
        let respond = |answer| (parts.status, content_type, answer).into_response();
        if reads_any(&request_body, &OF_WORKER) {
            let _ = self.worker.read().await;
            return Ok(respond(answer));
        }
        if reads_any(&request_body, &[Desk::PARTITION]) {
            return Ok(respond(answer));
        }
        if self.is_slow.load(Relaxed) {
            tokio::time::sleep(SLOW_ANSWER).await;
        }
        let units = units_in(&serde_json::from_slice(&answer).unwrap_or_default());
        let is_write = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"].contains(&operation.as_str());
        let request = Request { began, ended: Instant::now(), is_write, units };
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        Ok(respond(answer))
    }
}

/// `true` for a read of one of these partitions.
fn reads_any(request: &Value, partitions: &[&str]) -> bool {
    let values = request["ExpressionAttributeValues"].as_object();
    values.is_some_and(|values| {
        values.values().any(|value| value["S"].as_str().is_some_and(|text| partitions.contains(&text)))
    })
}

/// Adds up the capacity units: the answer has one object for an operation on one table, and a list for those that can
/// span tables.
fn units_in(answer: &Value) -> f64 {
    let units = |capacity: &Value| capacity["CapacityUnits"].as_f64().unwrap_or(0.0);
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(units).sum(),
        table => units(table),
    }
}
