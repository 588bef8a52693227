//! Deliveries to webhooks, received by the test.

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::config::DeskSettings;
use standardwebhooks::Webhook;
use tests::{App, DEADLINE, Stub, StubRequest};
use tokio::time::timeout;

/// A system whose webhooks may be on this machine.
async fn app() -> App {
    let desk = DeskSettings { webhook_private_addresses: true, ..DeskSettings::default() };
    App::with(local::Options { desk, ..local::Options::default() }).await
}

async fn subscribe(app: &App, url: &str, events: &[&str]) -> Value {
    app.admin().await.post("/api/webhooks/", json!({"url": url, "events": events})).await.created()
}

/// The deliveries to a webhook, newest first, once as many as that are no longer pending.
async fn settled(app: &App, webhook: &Value, number: usize) -> Vec<Value> {
    let path = format!("/api/webhooks/{}/deliveries/", webhook["id"]);
    let settled = async {
        loop {
            let deliveries = app.admin().await.walks(&path).await;
            let attempted = deliveries.iter().filter(|delivery| delivery["attempts"] != json!([])).count();
            if attempted >= number {
                return deliveries;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, settled).await.unwrap_or_else(|_| panic!("nothing was attempted"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_delivered_signed_and_under_a_name_of_its_own() {
    let (app, mut receiver) = (app().await, Stub::start().await);
    let events = ["room.created", "room.taken", "message.created", "room.resolved", "room.rated"];
    let webhook = subscribe(&app, &receiver.url, &events).await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let StubRequest { headers, body } = receiver.next().await;
    let signer = Webhook::new(webhook["secret"].as_str().unwrap_or_default());
    let verified = signer.and_then(|signer| signer.verify(&body, &headers));
    assert!(verified.is_ok(), "{verified:?}");
    let created: Value = serde_json::from_slice(&body).unwrap_or_default();
    assert_eq!((&created["type"], &created["id"]), (&json!("room.created"), &json!(format!("{}-0", room.id))));
    assert_eq!(headers["webhook-id"], created["id"].as_str().unwrap_or_default());
    assert_eq!(created["data"], app.admin().await.sees(&room).await);

    ben.post_empty(&room.path("take_chat/")).await.ok();
    let taken = receiver.next().await.json();
    assert_eq!((&taken["type"], &taken["data"]["change"]), (&json!("room.taken"), &json!("taken")));
    assert_eq!(taken["data"]["room"]["agent"]["id"], ben.agent_id);
    let message = ben.says(&room, "Hello").await;
    let said = receiver.next().await.json();
    assert_eq!((&said["type"], &said["data"]), (&json!("message.created"), &message));
    ben.post_empty(&room.path("resolve/")).await.ok();
    assert_eq!(receiver.next().await.json()["data"]["change"], "resolved");
    ana.post(&room.path("rate/"), json!({"rating": 3})).await.ok();
    assert_eq!(receiver.next().await.json()["data"]["room"]["rating"], 3);

    let deliveries = settled(&app, &webhook, 5).await;
    assert_eq!(tests::shapes::pluck(&json!(deliveries), "status"), ["delivered"; 5]);
    assert_eq!(deliveries[4]["event"]["id"], created["id"]);
    assert_eq!(deliveries[4]["attempts"][0]["status_code"], 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_that_a_room_begins_with_is_a_message() {
    let (app, mut receiver) = (app().await, Stub::start().await);
    subscribe(&app, &receiver.url, &["message.created"]).await;
    app.customer("ana").await.opens_with(json!({"subject": "Help", "initial_message": "My first words"})).await;
    assert_eq!(receiver.next().await.json()["data"]["content"], "My first words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_hears_only_of_what_it_asked_for_and_only_while_it_is_active() {
    let (app, mut receiver) = (app().await, Stub::start().await);
    let webhook = subscribe(&app, &receiver.url, &["room.closed"]).await;
    let ana = app.customer("ana").await;
    let (first, second) = (ana.opens("1").await, ana.opens("2").await);
    ana.says(&first, "Hello").await;
    ana.post_empty(&first.path("close/")).await.ok();
    assert_eq!(receiver.next().await.json()["data"]["chat_room_id"], first.id);
    let path = format!("/api/webhooks/{}/", webhook["id"]);
    app.admin().await.patch(&path, json!({"is_active": false})).await.ok();
    ana.post_empty(&second.path("close/")).await.ok();
    assert_eq!(settled(&app, &webhook, 1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_stays_to_be_tried_again() {
    let (app, mut receiver) = (app().await, Stub::start().await);
    receiver.answers(StatusCode::SERVICE_UNAVAILABLE, "");
    let webhook = subscribe(&app, &receiver.url, &["room.created"]).await;
    app.customer("ana").await.opens("Help").await;
    let first = receiver.next().await;
    let delivery = settled(&app, &webhook, 1).await.remove(0);
    assert_eq!((&delivery["status"], &delivery["attempts"][0]["status_code"]), (&json!("pending"), &json!(503)));
    assert!(delivery["next_attempt_at"].is_string());
    receiver.answers(StatusCode::OK, "");
    let again = receiver.next().await;
    assert_eq!((&again.headers["webhook-id"], &again.body), (&first.headers["webhook-id"], &first.body));
}
