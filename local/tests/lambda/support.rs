//! A Lambda endpoint on a free port, and a system in front of it.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use local::table::{Durability, EmbeddedTable, Storage};
use local::{DataFolder, LambdaEndpoint, Options, System};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub type Outcome = Result<(), Box<dyn Error>>;

/// Answer of the endpoint to an invocation.
#[derive(Clone)]
pub enum Answer {
    /// Response of the function.
    Returns(Value),
    /// Error of the function.
    Fails,
    /// Unknown function.
    Unknown,
    /// No answer.
    Hangs,
}

/// Recorded events and scripted answers.
#[derive(Default)]
struct Script {
    answers: Mutex<HashMap<String, Answer>>,
    events: Mutex<Vec<(String, Value)>>,
    never: Notify,
}

/// A system with scripted functions.
pub struct Scripted {
    pub system: System,
    /// Kept until the end of the test.
    _folder: TempDir,
    script: Arc<Script>,
}

impl Scripted {
    pub async fn start() -> Result<Self, Box<dyn Error>> {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Result<Self, Box<dyn Error>> {
        let script = Arc::new(Script::default());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?).parse()?;
        let app =
            Router::new().route("/2015-03-31/functions/{name}/invocations", post(invoke)).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let folder = tempfile::tempdir()?;
        let system = system_in(&folder, endpoint, options).await?;
        Ok(Self { system, _folder: folder, script })
    }

    /// Sets a function's answer from now on; the default is a plain 200.
    pub fn answer(&self, function: &str, answer: Answer) {
        lock(&self.script.answers).insert(function.to_owned(), answer);
    }

    /// Events so far, each with the name of its function.
    pub fn events(&self) -> Vec<(String, Value)> {
        lock(&self.script.events).clone()
    }

    /// The only event of the test.
    pub fn event(&self) -> (String, Value) {
        let events = self.events();
        assert_eq!(events.len(), 1, "{events:?}");
        events.into_iter().next().unwrap_or_default()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.system.base_url())
    }

    pub async fn get(&self, path: &str) -> Result<reqwest::Response, reqwest::Error> {
        reqwest::get(self.url(path)).await
    }
}

/// Starts a system in this folder with functions at this endpoint.
pub async fn system_in(folder: &TempDir, at: LambdaEndpoint, options: Options) -> Result<System, Box<dyn Error>> {
    let folder = DataFolder::open(folder.path())?;
    let credentials = folder.credentials()?;
    let table = EmbeddedTable::start_for(Storage::Folder { folder, durability: Durability::Full }, credentials).await?;
    Ok(System::start(Options { lambda_endpoint: Some(at), ..options }, table).await?)
}

async fn invoke(State(script): State<Arc<Script>>, Path(function): Path<String>, event: Bytes) -> Response {
    let answer = lock(&script.answers).get(&function).cloned();
    lock(&script.events).push((function, serde_json::from_slice(&event).unwrap_or_default()));
    match answer.unwrap_or_else(|| Answer::Returns(json!({ "statusCode": 200 }))) {
        Answer::Returns(value) => value.to_string().into_response(),
        Answer::Fails => ([("x-amz-function-error", "Unhandled")], r#"{"errorMessage": "as told"}"#).into_response(),
        Answer::Unknown => StatusCode::NOT_FOUND.into_response(),
        Answer::Hangs => {
            script.never.notified().await;
            StatusCode::OK.into_response()
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
