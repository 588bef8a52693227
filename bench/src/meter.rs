//! A proxy in front of the table that asks for the cost of each request (`ReturnConsumedCapacity`) and records its
//! start and end. The product has no code for it. Reads of the list of webhooks, half a unit beside other reads, don't
//! count: each process repeats them every few seconds, whatever the operation.

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

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
    target: String,
    client: reqwest::Client,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Meter {
    /// Starts a proxy in front of the table at `target`; returns it with its URL.
    pub async fn start(target: &str) -> Result<(Self, String), Box<dyn Error>> {
        let meter = Self { target: target.into(), client: reqwest::Client::new(), requests: Arc::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let app = Router::new().fallback(post(forward)).with_state(meter.clone());
        tokio::spawn(async { axum::serve(listener, app).await });
        Ok((meter, url))
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
        for name in ["host", "content-length", "accept-encoding"] {
            headers.remove(name);
        }
        let request = self.client.post(&self.target).headers(headers).body(serde_json::to_vec(&request_body)?);
        let response = request.send().await?;
        let (status, mut headers) = (response.status(), response.headers().clone());
        headers.remove("content-length");
        let answer = response.bytes().await?;
        if request_body["ExpressionAttributeValues"][":pk"]["S"] == "WEBHOOKS" {
            return Ok((status, headers, answer).into_response());
        }
        let units = units_in(&serde_json::from_slice(&answer).unwrap_or_default());
        let is_write = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"].contains(&operation.as_str());
        let request = Request { began, ended: Instant::now(), is_write, units };
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        Ok((status, headers, answer).into_response())
    }
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
