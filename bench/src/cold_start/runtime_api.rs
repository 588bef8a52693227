//! The part of Lambda's Runtime API that a function needs, on a free port: it hands out one event at a time and records
//! the times of requests and answers. Each start of a function has its own.

use std::{
    error::Error,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt,
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// Longest wait for a function: its timeout in the template.
const INVOCATION_TIMEOUT: Duration = Duration::from_secs(29);
/// ARN of the invoked function.
const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:bench";

/// Call of the function to its runtime.
enum Call {
    /// Request for the next event.
    Next(Instant, oneshot::Sender<String>),
    /// Response to the last event.
    Answer(Instant, Bytes),
    /// Error reported by the function.
    Failure(String),
}

/// A running Runtime API, for one function.
pub struct RuntimeApi {
    address: SocketAddr,
    calls: mpsc::Receiver<Call>,
    /// Takes the next event while the function waits for one.
    waiting: Option<oneshot::Sender<String>>,
    _server: AbortOnDropHandle<()>,
}

/// Answer to an event.
pub struct Answer {
    /// Time from handing out the event to the answer.
    pub time: Duration,
    /// Payload that the function returned.
    pub payload: Value,
}

impl RuntimeApi {
    /// Listens on a free port of 127.0.0.1.
    pub async fn start() -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let listener = listener.tap_io(|stream| {
            // Otherwise a small answer waits for the peer's delayed acknowledgement.
            let _ = stream.set_nodelay(true);
        });
        let (sender, calls) = mpsc::channel(1);
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answer))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(fail))
            .route("/2018-06-01/runtime/init/error", post(fail))
            .with_state(sender);
        let server = tokio::spawn(async {
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, calls, waiting: None, _server: AbortOnDropHandle::new(server) })
    }

    /// Value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Waits until the function asks for an event; returns the time of the request.
    pub async fn wait_until_ready(&mut self) -> Result<Instant, Box<dyn Error>> {
        match timeout(INVOCATION_TIMEOUT, self.calls.recv()).await? {
            Some(Call::Next(at, waiting)) => {
                self.waiting = Some(waiting);
                Ok(at)
            }
            Some(Call::Failure(text)) => Err(text.into()),
            _ => Err("the function answered before it was asked".into()),
        }
    }

    /// Passes an event to a function that is ready, and waits for the answer.
    pub async fn invoke(&mut self, event: &Value) -> Result<Answer, Box<dyn Error>> {
        let waiting = self.waiting.take().ok_or("the function is not ready")?;
        let event = event.to_string();
        let began = Instant::now();
        waiting.send(event).map_err(|_| "the function went away")?;
        match timeout(INVOCATION_TIMEOUT, self.calls.recv()).await? {
            Some(Call::Answer(at, payload)) => {
                Ok(Answer { time: at - began, payload: serde_json::from_slice(&payload)? })
            }
            Some(Call::Failure(text)) => Err(text.into()),
            _ => Err("the function did not answer".into()),
        }
    }
}

async fn next(State(calls): State<mpsc::Sender<Call>>) -> Response {
    let (sender, event) = oneshot::channel();
    let _ = calls.send(Call::Next(Instant::now(), sender)).await;
    let Ok(event) = event.await else { return StatusCode::GONE.into_response() };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + INVOCATION_TIMEOUT;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", Uuid::new_v4().to_string()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", ARN.to_owned()),
        ("lambda-runtime-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0".to_owned()),
    ];
    (headers, event).into_response()
}

async fn answer(State(calls): State<mpsc::Sender<Call>>, payload: Bytes) -> StatusCode {
    let _ = calls.send(Call::Answer(Instant::now(), payload)).await;
    StatusCode::ACCEPTED
}

async fn fail(State(calls): State<mpsc::Sender<Call>>, error: String) -> StatusCode {
    let _ = calls.send(Call::Failure(error)).await;
    StatusCode::ACCEPTED
}
