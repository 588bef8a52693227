//! Blocks of network addresses, and what they end beside new chats.

use serde_json::{Value, json};
use tests::{Answer, App};

async fn begins(app: &App, profile: Value) -> Answer {
    let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let mut body = profile;
    body["session_id"] = started["session_id"].clone();
    app.anon().post("/api/chat/complete_chat/", body).await
}

#[tokio::test]
async fn a_visitor_who_is_blocked_with_their_addresses_does_not_come_back_as_another() {
    let app = App::own().await;
    let ben = app.agent("ben").await;
    let eve = begins(&app, json!({"full_name": "Eve", "email": "eve@example.com"})).await.created();
    let block = json!({"user_id": eve["user_data"]["user_id"], "with_addresses": true});
    let made = ben.post("/api/blocks/", block).await.created();
    assert_eq!((&made["email"], &made["ip_address"]), (&json!("eve@example.com"), &json!("127.0.0.1")));
    begins(&app, json!({"full_name": "Somebody else"})).await.is_error(403, "You can't chat here any more.");
    let path = format!("/api/blocks/{}/", made["id"].as_str().unwrap_or_default());
    assert_eq!(ben.delete(&path).await.status, 204);
    begins(&app, json!({"full_name": "Somebody else"})).await.created();
}
