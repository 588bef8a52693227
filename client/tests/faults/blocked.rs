//! What a client does where no connection can be had, or something in between answers.

use std::time::Duration;

use client::{Client, Response, Status};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::played::{Opening, Played, ROOM, accept, hears, pushes, shows};

const SOON: Duration = Duration::from_secs(10);
const STORED: Duration = Duration::from_secs(15);

async fn becomes(client: &Client, status: Status) {
    let mut now = client.status();
    timeout(Duration::from_secs(60), now.wait_for(|now| *now == status)).await.expect("in time").expect("it runs");
}

async fn does_without_connections(opening: Opening) {
    let (system, mut connections) = Played::new(opening);
    let client = system.client();
    let contents = ["one", "two"];
    let sent = contents.map(|content| client.send(ROOM, content));
    for outcome in sent {
        timeout(STORED, outcome).await.expect("in time").expect("stored");
    }
    assert_eq!(*client.status().borrow(), Status::Polling);
    let stored: Vec<Value> = system.state().messages.iter().map(|message| message["content"].clone()).collect();
    assert_eq!(stored, contents);
    shows(&client, 2, SOON).await;
    assert_eq!(client.room(ROOM).expect("a copy").fields()["updated_at"], "now");

    system.state().store("agent", "an answer", &Value::Null);
    shows(&client, 3, SOON).await;

    system.state().opening = Opening::Played;
    let mut gateway = accept(&mut connections).await;
    hears(&mut gateway, "ping").await;
    pushes(&mut gateway, json!({"type": "pong", "data": {"heads": {}}})).await;
    becomes(&client, Status::Connected).await;
    assert_eq!(hears(&mut gateway, "sync").await["rooms"], json!({ROOM: 3}));
}

#[tokio::test(start_paused = true)]
async fn where_connections_are_refused_http_does_their_work() {
    does_without_connections(Opening::Refused).await;
}

#[tokio::test(start_paused = true)]
async fn where_handshakes_hang_http_does_the_work_of_connections() {
    does_without_connections(Opening::Hanging).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_over_which_nothing_comes_is_none() {
    let (system, mut connections) = Played::new(Opening::Played);
    let client = system.client();
    let silent = tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            open.push(accept(&mut connections).await);
        }
    });
    timeout(STORED, client.send(ROOM, "Hello")).await.expect("in time").expect("stored");
    becomes(&client, Status::Polling).await;
    system.state().store("agent", "an answer", &Value::Null);
    shows(&client, 2, SOON).await;
    silent.abort();
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_double_a_message() {
    let (system, _connections) = Played::new(Opening::Refused);
    let client = system.client();
    shows(&client, 0, STORED).await;
    becomes(&client, Status::Polling).await;
    let sent = client.send(ROOM, "Hello");
    system.state().answers = vec![Response { status: 502, body: Value::Null }];
    timeout(STORED, sent).await.expect("in time").expect("stored");
    let posted: Vec<Value> = system.state().posted.iter().map(|body| body["client_message_id"].clone()).collect();
    assert!(!posted.is_empty() && posted.iter().all(|id| *id == posted[0]));
    assert_eq!(system.state().messages.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn answers_of_something_in_between_conclude_nothing() {
    for status in [200, 301, 400, 401, 403, 404, 500, 503] {
        let (system, _connections) = Played::new(Opening::Refused);
        let html = Response { status, body: Value::Null };
        let json = Response { status, body: json!({"message": "Forbidden"}) };
        system.state().answers = vec![html.clone(), json.clone(), html, json];
        let client = system.client();
        let sent = client.send(ROOM, "Hello");
        timeout(2 * STORED, sent).await.expect("in time").expect("stored");
        shows(&client, 1, SOON).await;
        assert_eq!(*client.status().borrow(), Status::Polling, "{status}");
    }
}
