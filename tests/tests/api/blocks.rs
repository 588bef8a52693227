//! `/api/blocks/`

use serde_json::json;
use tests::App;

use crate::visitors::visitor;

const PATH: &str = "/api/blocks/";

#[tokio::test]
async fn a_blocked_visitor_is_out_at_once() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let (vera, room) = visitor(&app).await;
    let customer = ben.sees(&room).await["chat_user"]["id"].clone();
    let made = ben.post(PATH, json!({"user_id": customer, "reason": "Insults", "days": 7})).await.created();
    assert_eq!((&made["user_id"], &made["email"], &made["ip_address"]), (&customer, &json!(null), &json!(null)));
    assert_eq!((&made["reason"], made["expires_at"].is_null()), (&json!("Insults"), false));
    vera.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", room.id)).await.is_invalid_token();
    let path = format!("{PATH}{}/", made["id"].as_str().unwrap_or_default());
    let changed = ben.patch(&path, json!({"days": 0, "reason": "Threats"})).await.ok();
    assert_eq!((&changed["reason"], &changed["expires_at"]), (&json!("Threats"), &json!(null)));
    assert!(ben.walks(PATH).await.contains(&changed));
    assert_eq!(ben.delete(&path).await.status, 204);
    ben.get(&path).await.is_not_found();
    ben.delete(&path).await.is_not_found();
}

#[tokio::test]
async fn nobody_with_a_blocked_address_begins_a_chat() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let email = app.email("eve");
    let made = ben.post(PATH, json!({"email": email.to_uppercase()})).await.created();
    let begins = async || {
        let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
        let body = json!({"session_id": started["session_id"], "full_name": "Eve", "email": email});
        app.anon().post("/api/chat/complete_chat/", body).await
    };
    begins().await.is_error(403, "You can't chat here any more.");
    // Each of two blocks of the same address is in force by itself, whichever is changed or ends first.
    let second = ben.post(PATH, json!({"email": email, "days": 1})).await.created();
    let path = |block: &serde_json::Value| format!("{PATH}{}/", block["id"].as_str().unwrap_or_default());
    ben.patch(&path(&second), json!({"reason": "Again"})).await.ok();
    assert_eq!(ben.delete(&path(&second)).await.status, 204);
    begins().await.is_error(403, "You can't chat here any more.");
    assert_eq!(ben.delete(&path(&made)).await.status, 204);
    begins().await.created();
}

#[tokio::test]
async fn a_block_names_a_visitor_or_an_address() {
    let app = App::start().await;
    let (ben, ana) = (app.agent("ben").await, app.customer("ana").await);
    ben.post(PATH, json!({})).await.is_invalid(json!({
        "non_field_errors": ["Enter a visitor's user_id, an email or an ip_address."],
    }));
    ben.post(PATH, json!({"email": "eve", "ip_address": "localhost", "days": 4_000})).await.is_invalid(json!({
        "email": ["Enter a valid email address."],
        "ip_address": ["Enter a valid IP address."],
        "days": ["Ensure this value is less than or equal to 3650."],
    }));
    for id in [ana.user_id, ben.user_id, 999_999_999] {
        ben.post(PATH, json!({"user_id": id})).await.is_invalid(json!({"user_id": ["This isn't a visitor."]}));
    }
}
