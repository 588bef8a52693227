//! No message holds up those behind it for good.

use std::time::Duration;

use client::{Client, Refused, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::played::{Gateway, Opening, Played, ROOM, accept, hears, pushes, shows};

const SOON: Duration = Duration::from_secs(30);

async fn connected() -> (Played, Client, Gateway) {
    let (system, mut connections) = Played::new(Opening::Played);
    let client = system.client();
    let gateway = accept(&mut connections).await;
    (system, client, gateway)
}

/// Answers messages: those that begin with "bad" in this way, the others with an acknowledgement.
fn answers(mut gateway: Gateway, to_bad: impl Fn(&Value) -> Option<Value> + Send + 'static) {
    tokio::spawn(async move {
        let mut seq = 0;
        loop {
            let frame = hears(&mut gateway, "message").await;
            let is_bad = frame["content"].as_str().is_some_and(|content| content.starts_with("bad"));
            let answer = if is_bad {
                to_bad(&frame)
            } else {
                seq += 1;
                let data = json!({"id": "id", "seq": seq, "client_message_id": frame["client_message_id"]});
                Some(json!({"type": "ack", "room_id": ROOM, "data": data}))
            };
            // Any sign of life keeps the connection.
            pushes(&mut gateway, answer.unwrap_or(json!({"message": "Internal server error"}))).await;
        }
    });
}

#[tokio::test(start_paused = true)]
async fn what_the_system_fails_at_again_and_again_is_refused() {
    let (_system, client, gateway) = connected().await;
    answers(gateway, |frame| {
        let id = &frame["client_message_id"];
        Some(
            json!({"type": "error", "code": "error", "detail": "Broken.", "action": "message", "client_message_id": id}),
        )
    });
    let (bad, good) = (client.send(ROOM, "bad"), client.send(ROOM, "good"));
    let refused = timeout(SOON, bad).await.expect("in time");
    assert_eq!(refused, Err(Refused::BySystem("Broken.".to_owned())));
    timeout(SOON, good).await.expect("in time").expect("stored");
}

#[tokio::test(start_paused = true)]
async fn what_gets_no_answer_by_frames_goes_by_http_and_frees_the_way() {
    let (system, client, gateway) = connected().await;
    answers(gateway, |_| None);
    let (bad, good) = (client.send(ROOM, "bad"), client.send(ROOM, "good"));
    timeout(SOON, bad).await.expect("in time").expect("stored");
    timeout(SOON, good).await.expect("in time").expect("stored");
    assert_eq!(system.state().posted.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_http_fails_at_is_refused_and_frees_the_way() {
    let (system, client, gateway) = connected().await;
    answers(gateway, |_| None);
    shows(&client, 0, SOON).await;
    let broken = Response { status: 500, body: json!({"detail": "A server error occurred.", "code": "error"}) };
    system.state().answers = vec![broken; 5];
    let (bad, good) = (client.send(ROOM, "bad"), client.send(ROOM, "good"));
    let refused = timeout(SOON, bad).await.expect("in time");
    assert_eq!(refused, Err(Refused::BySystem("A server error occurred.".to_owned())));
    timeout(SOON, good).await.expect("in time").expect("stored");
}

#[tokio::test(start_paused = true)]
async fn what_is_too_long_for_a_frame_goes_by_http() {
    let (system, client, gateway) = connected().await;
    answers(gateway, |_| None);
    let longest = "\u{1F600}".repeat(10_000);
    timeout(Duration::from_secs(5), client.send(ROOM, &longest)).await.expect("in time").expect("stored");
    assert_eq!(system.state().posted.len(), 1);
}
