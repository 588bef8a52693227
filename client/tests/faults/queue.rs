//! Queues of messages: no message blocks the next ones for good.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;
use tribeclub_chat_client::{Client, Refused, Response};

use crate::fake_system::{FakeSystem, Gateway, Handshake, ROOM, accept, push, receive, wait_for_messages};

const TIMEOUT: Duration = Duration::from_secs(30);

async fn connected() -> (FakeSystem, Client, Gateway) {
    let (system, mut connections) = FakeSystem::new(Handshake::Accepted);
    let client = system.client();
    let gateway = accept(&mut connections).await;
    (system, client, gateway)
}

/// Answers messages: those that begin with "bad" with the result of `to_bad`, others with an acknowledgement.
fn answer_messages(mut gateway: Gateway, to_bad: impl Fn(&Value) -> Option<Value> + Send + 'static) {
    tokio::spawn(async move {
        let mut seq = 0;
        loop {
            let frame = receive(&mut gateway, "message").await;
            let is_bad = frame["content"].as_str().is_some_and(|content| content.starts_with("bad"));
            let answer = if is_bad {
                to_bad(&frame)
            } else {
                seq += 1;
                let data = json!({"id": "id", "seq": seq, "client_message_id": frame["client_message_id"]});
                Some(json!({"type": "ack", "room_id": ROOM, "data": data}))
            };
            // Any frame keeps the connection alive.
            push(&mut gateway, answer.unwrap_or(json!({"message": "Internal server error"}))).await;
        }
    });
}

#[tokio::test(start_paused = true)]
async fn messages_that_fail_repeatedly_are_refused() {
    let (_system, client, gateway) = connected().await;
    answer_messages(gateway, |frame| {
        let id = &frame["client_message_id"];
        Some(json!({
            "type": "error", "code": "error", "detail": "Broken.", "action": "message", "client_message_id": id,
        }))
    });
    let (bad, good) = (client.send(ROOM, "bad"), client.send(ROOM, "good"));
    let refused = timeout(TIMEOUT, bad).await.expect("in time");
    assert_eq!(refused, Err(Refused::BySystem("Broken.".to_owned())));
    timeout(TIMEOUT, good).await.expect("in time").expect("stored");
}

#[tokio::test(start_paused = true)]
async fn messages_without_an_answer_are_posted_and_unblock_the_queue() {
    let (system, client, gateway) = connected().await;
    answer_messages(gateway, |_| None);
    let (bad, good) = (client.send(ROOM, "bad"), client.send(ROOM, "good"));
    timeout(TIMEOUT, bad).await.expect("in time").expect("stored");
    timeout(TIMEOUT, good).await.expect("in time").expect("stored");
    assert_eq!(system.state().posted.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn messages_that_fail_by_http_are_refused_and_unblock_the_queue() {
    let (system, client, gateway) = connected().await;
    answer_messages(gateway, |_| None);
    wait_for_messages(&client, 0, TIMEOUT).await;
    let broken = Response { status: 500, body: json!({"detail": "A server error occurred.", "code": "error"}) };
    system.state().answers = vec![broken; 5];
    let (bad, good) = (client.send(ROOM, "bad"), client.send(ROOM, "good"));
    let refused = timeout(TIMEOUT, bad).await.expect("in time");
    assert_eq!(refused, Err(Refused::BySystem("A server error occurred.".to_owned())));
    timeout(TIMEOUT, good).await.expect("in time").expect("stored");
}

#[tokio::test(start_paused = true)]
async fn messages_too_long_for_a_frame_are_posted() {
    let (system, client, gateway) = connected().await;
    answer_messages(gateway, |_| None);
    let longest = "\u{1F600}".repeat(10_000);
    timeout(Duration::from_secs(5), client.send(ROOM, &longest)).await.expect("in time").expect("stored");
    assert_eq!(system.state().posted.len(), 1);
}
