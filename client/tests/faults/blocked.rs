//! Clients whose connections are blocked, or whose requests a proxy answers.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;
use tribeclub_chat_client::{Client, Response, Status};

use crate::fake_system::{FakeSystem, Handshake, ROOM, accept, push, receive, wait_for_messages};

const TIMEOUT: Duration = Duration::from_secs(10);
const STORE_TIMEOUT: Duration = Duration::from_secs(15);

async fn wait_for_status(client: &Client, status: Status) {
    let mut now = client.status();
    timeout(Duration::from_secs(60), now.wait_for(|now| *now == status)).await.expect("in time").expect("it runs");
}

async fn check_http_fallback(handshake: Handshake) {
    let (system, mut connections) = FakeSystem::new(handshake);
    let client = system.client();
    let contents = ["one", "two"];
    let sent = contents.map(|content| client.send(ROOM, content));
    for outcome in sent {
        timeout(STORE_TIMEOUT, outcome).await.expect("in time").expect("stored");
    }
    assert_eq!(*client.status().borrow(), Status::Polling);
    let stored: Vec<Value> = system.state().messages.iter().map(|message| message["content"].clone()).collect();
    assert_eq!(stored, contents);
    wait_for_messages(&client, 2, TIMEOUT).await;
    assert_eq!(client.room(ROOM).expect("a copy").fields()["updated_at"], "now");

    system.state().store("agent", "an answer", &Value::Null);
    wait_for_messages(&client, 3, TIMEOUT).await;

    system.state().handshake = Handshake::Accepted;
    let mut gateway = accept(&mut connections).await;
    receive(&mut gateway, "ping").await;
    push(&mut gateway, json!({"type": "pong", "data": {"heads": {}}})).await;
    wait_for_status(&client, Status::Connected).await;
    assert_eq!(receive(&mut gateway, "sync").await["rooms"], json!({ROOM: 3}));
}

#[tokio::test(start_paused = true)]
async fn clients_fall_back_to_http_when_connections_are_refused() {
    check_http_fallback(Handshake::Refused).await;
}

#[tokio::test(start_paused = true)]
async fn clients_fall_back_to_http_when_handshakes_hang() {
    check_http_fallback(Handshake::Hanging).await;
}

#[tokio::test(start_paused = true)]
async fn silent_connections_count_as_failed() {
    let (system, mut connections) = FakeSystem::new(Handshake::Accepted);
    let client = system.client();
    let silent = tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            open.push(accept(&mut connections).await);
        }
    });
    timeout(STORE_TIMEOUT, client.send(ROOM, "Hello")).await.expect("in time").expect("stored");
    wait_for_status(&client, Status::Polling).await;
    system.state().store("agent", "an answer", &Value::Null);
    wait_for_messages(&client, 2, TIMEOUT).await;
    silent.abort();
}

#[tokio::test(start_paused = true)]
async fn loads_may_take_longer_than_the_interval_of_polling() {
    let (system, _connections) = FakeSystem::new(Handshake::Refused);
    system.state().latency = Duration::from_secs(5);
    let client = system.client();
    wait_for_status(&client, Status::Polling).await;
    system.state().store("agent", "an answer", &Value::Null);
    wait_for_messages(&client, 1, 3 * TIMEOUT).await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_duplicate_a_message() {
    let (system, _connections) = FakeSystem::new(Handshake::Refused);
    let client = system.client();
    wait_for_messages(&client, 0, STORE_TIMEOUT).await;
    wait_for_status(&client, Status::Polling).await;
    let sent = client.send(ROOM, "Hello");
    system.state().answers = vec![Response { status: 502, body: Value::Null }];
    timeout(STORE_TIMEOUT, sent).await.expect("in time").expect("stored");
    let posted: Vec<Value> = system.state().posted.iter().map(|body| body["client_message_id"].clone()).collect();
    assert!(!posted.is_empty() && posted.iter().all(|id| *id == posted[0]));
    assert_eq!(system.state().messages.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn answers_of_a_proxy_are_ignored() {
    for status in [200, 301, 400, 401, 403, 404, 500, 503] {
        let (system, _connections) = FakeSystem::new(Handshake::Refused);
        let html = Response { status, body: Value::Null };
        let json = Response { status, body: json!({"message": "Forbidden"}) };
        system.state().answers = vec![html.clone(), json.clone(), html, json];
        let client = system.client();
        let sent = client.send(ROOM, "Hello");
        timeout(2 * STORE_TIMEOUT, sent).await.expect("in time").expect("stored");
        wait_for_messages(&client, 1, TIMEOUT).await;
        assert_eq!(*client.status().borrow(), Status::Polling, "{status}");
    }
}
