//! The queue, the event source of the table's stream, and the schedule of the cloud, emulated: they invoke the function
//! `worker`, in this process or outside.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use worker::Worker;

use crate::credentials::Credentials;
use crate::lambda::Functions;
use crate::table::Stream;

/// Path of the queue's API on the system's own port.
pub(crate) const QUEUE_PATH: &str = "/_queue/";
/// Visibility timeout: delay before a failed message is delivered again.
const RETRY_DELAY: Duration = Duration::from_secs(30);
/// Delay before a failed batch of the stream is delivered again.
const STREAM_RETRY_DELAY: Duration = Duration::from_secs(5);
/// Deliveries of a message before it is dropped.
const MAX_RECEIVES: u32 = 5;

/// Function that receives the events.
pub(crate) enum Target {
    /// The function in this process.
    InProcess(Box<Worker>),
    /// The function at an endpoint.
    External(Box<Functions>),
}

/// The function with its sources of events. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Background(Arc<Inner>);

struct Inner {
    target: Target,
    credentials: Credentials,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// Request of the SDK in AWS's JSON protocol, with the fields that the functions use.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessage {
    message_body: String,
    #[serde(default)]
    delay_seconds: u64,
}

impl Background {
    /// Creates them, without starting anything.
    pub fn new(target: Target, credentials: Credentials) -> Self {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        Self(Arc::new(Inner { target, credentials, tasks, stop }))
    }

    /// The queue's route.
    pub fn router(&self) -> Router {
        Router::new().route(QUEUE_PATH, post(send_message)).with_state(self.clone())
    }

    /// Starts the schedule.
    pub fn start(&self, every: Duration) {
        let this = self.clone();
        self.spawn(async move {
            let mut ticks = interval_at(Instant::now() + every, every);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                // Logged on each failure: the next run repeats whatever is left to do.
                if let Err(error) = this.invoke(json!({"source": "local.schedule"})).await {
                    tracing::warn!(%error, "sweep failed");
                }
            }
        });
    }

    /// Starts the event source of the table's stream.
    pub fn follow(&self, mut stream: Stream) {
        let this = self.clone();
        self.spawn(async move {
            loop {
                let event = json!({"Records": stream.next().await});
                while let Err(error) = this.invoke(event.clone()).await {
                    tracing::warn!(%error, "batch of the table's stream failed");
                    sleep(STREAM_RETRY_DELAY).await;
                }
                stream.advance();
            }
        });
    }

    /// Cancels all tasks at any point: the table records the remaining work.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.0.stop.clone();
        self.0.tasks.spawn(async move {
            stop.run_until_cancelled(task).await;
        });
    }

    async fn deliver(self, id: String, body: String) {
        for _ in 0..MAX_RECEIVES {
            if self.attempt(&id, &body).await {
                return;
            }
            sleep(RETRY_DELAY).await;
        }
    }

    /// Delivers a message once; `true` if the function has dealt with it.
    pub async fn attempt(&self, id: &str, body: &str) -> bool {
        let record = json!({"messageId": id, "body": body, "eventSource": "aws:sqs"});
        match self.invoke(json!({"Records": [record]})).await {
            Ok(answer) => answer["batchItemFailures"].as_array().is_none_or(Vec::is_empty),
            Err(error) => {
                tracing::warn!(message_id = id, %error, "queue message failed");
                false
            }
        }
    }

    async fn invoke(&self, event: Value) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        match &self.0.target {
            Target::InProcess(worker) => Ok(worker.handle(event).await?),
            Target::External(functions) => Ok(serde_json::from_slice(&functions.invoke("worker", &event).await?)?),
        }
    }
}

/// Proof that the caller holds this run's credentials.
struct Caller;

impl FromRequestParts<Background> for Caller {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, background: &Background) -> Result<Self, StatusCode> {
        if background.0.credentials.match_access_key(&parts.headers) { Ok(Self) } else { Err(StatusCode::FORBIDDEN) }
    }
}

/// `SendMessage`: accepts a message and delivers it after its delay.
async fn send_message(
    _: Caller,
    State(background): State<Background>,
    headers: HeaderMap,
    body: String,
) -> Result<Json<Value>, StatusCode> {
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    if target != Some("AmazonSQS.SendMessage") {
        return Err(StatusCode::NOT_IMPLEMENTED);
    }
    let message: SendMessage = serde_json::from_str(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let id = Uuid::new_v4().to_string();
    let (this, message_id) = (background.clone(), id.clone());
    background.spawn(async move {
        sleep(Duration::from_secs(message.delay_seconds)).await;
        this.deliver(message_id, message.message_body).await;
    });
    Ok(Json(json!({"MessageId": id, "MD5OfMessageBody": ""})))
}
