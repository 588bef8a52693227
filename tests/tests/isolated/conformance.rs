//! The conformance kit: it finds nothing wrong with the system, and everything that a proxy before it breaks.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use client::Network;
use conformance::{Plan, check, run};
use local::Options;
use serde_json::{Value, json};
use tests::App;
use tokio::net::TcpListener;

const PLAN: Plan = Plan { rooms: 1, tabs: 3, messages: 12, seed: 7 };

/// Ways in which a proxy breaks answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Not at all.
    None,
    /// A message is missing in each list.
    Drops,
    /// A message is in each list twice.
    Doubles,
    /// Two messages of each list are in each other's place.
    Reorders,
    /// Some messages are acknowledged and thrown away.
    Forgets,
}

#[derive(Clone)]
struct Proxy {
    client: reqwest::Client,
    base_url: String,
    fault: Fault,
    posts: Arc<AtomicU64>,
}

impl Proxy {
    /// Starts a proxy before a system; gives its address.
    async fn start(app: &App, fault: Fault) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let base_url = app.base_url().to_owned();
        let proxy = Self { client: reqwest::Client::new(), base_url, fault, posts: Arc::default() };
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(forward).with_state(proxy)).await });
        url
    }

    fn spoil(&self, list: &mut Vec<Value>) {
        match (self.fault, list.as_mut_slice()) {
            (Fault::Drops, [_, _, ..]) => drop(list.remove(0)),
            (Fault::Doubles, [first, .., last]) => {
                let mut again = first.clone();
                again["seq"] = json!(last["seq"].as_u64().unwrap_or_default() + 1);
                list.push(again);
            }
            (Fault::Reorders, [first, second, ..]) => std::mem::swap(first, second),
            _ => {}
        }
    }

    /// `true` for every third message.
    fn forgets(&self, method: &Method, path: &str) -> bool {
        let is_message = self.fault == Fault::Forgets && method == Method::POST && path == "/api/messages/";
        is_message && self.posts.fetch_add(1, Ordering::SeqCst).is_multiple_of(3)
    }
}

async fn forward(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    if proxy.forgets(&parts.method, parts.uri.path()) {
        return acknowledged(&body);
    }
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let mut forwarded = proxy.client.request(parts.method, format!("{}{path}", proxy.base_url)).body(body);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        if let Some(value) = parts.headers.get(&name) {
            forwarded = forwarded.header(name, value);
        }
    }
    let answer = forwarded.send().await.expect("an answer");
    let status = answer.status();
    let mut body: Value = answer.json().await.unwrap_or_default();
    if path.contains("after_seq")
        && let Some(list) = body["results"].as_array_mut()
    {
        proxy.spoil(list);
    }
    (status, Json(body)).into_response()
}

/// The answer to a message as if it had been stored.
fn acknowledged(body: &Bytes) -> Response {
    let mut message: Value = serde_json::from_slice(body).unwrap_or_default();
    message["id"] = json!("00000000-0000-4000-8000-000000000000");
    message["seq"] = json!(1);
    (StatusCode::CREATED, Json(message)).into_response()
}

/// The kinds of violations that the kit finds.
async fn verdict(fault: Fault) -> Vec<String> {
    let app = App::with(Options::default()).await;
    let url = Proxy::start(&app, fault).await.parse().expect("an address");
    let histories = run(&Network::new(&url), PLAN).await.expect("a run");
    assert!(histories[0].sendings.iter().all(|sending| sending.acknowledged.is_some()));
    let violations = histories.iter().flat_map(check);
    let mut kinds: Vec<String> =
        violations.map(|violation| violation.to_string().split(':').next().unwrap_or_default().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_passes() {
    assert_eq!(verdict(Fault::None).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_proxy_breaks_is_found() {
    for (fault, kind) in [
        (Fault::Drops, "GAP"),
        (Fault::Drops, "LOST"),
        (Fault::Doubles, "DOUBLED"),
        (Fault::Reorders, "REORDERED"),
        (Fault::Forgets, "LOST"),
    ] {
        let kinds = verdict(fault).await;
        assert!(kinds.iter().any(|found| found == kind), "{fault:?}: {kinds:?}");
    }
}
